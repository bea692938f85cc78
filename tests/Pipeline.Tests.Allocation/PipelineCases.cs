using Pipeline.Engine;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Allocation;

/// <summary>The whole pipeline: the worst of its threads, as its own summary tells it.</summary>
internal static class PipelineCases
{
    private const int Messages = 150_000;

    public static IEnumerable<AllocationCase> All(TemporaryFolder folder) => Enum.GetValues<ThreadMode>().SelectMany(mode => new[]
    {
        new AllocationCase($"pipeline, {mode}, decoded records again and again", () => Repeated(setup => setup with { Mode = mode }, null)),
        new AllocationCase($"pipeline, {mode}, telemetry", () => Repeated(setup => setup with { Mode = mode, Telemetry = true }, null)),
        new AllocationCase($"pipeline, {mode}, journal", () => Repeated(setup => setup with { Mode = mode }, folder.File($"{mode}.tape"))),
    });

    // What the first run of a mode sets up once in the process (a lock, a type) is no message's: the second run is measured.
    private static double Repeated(Func<PipelineSetup, PipelineSetup> change, string? tape)
    {
        RunOnce(change, tape is null ? null : tape + ".first");
        return RunOnce(change, tape);
    }

    private static double RunOnce(Func<PipelineSetup, PipelineSetup> change, string? tape)
    {
        using var input = new RepeatedInput(new DemoLog(), Messages);
        return Bytes(ReplayRun.Of(input, change, tape));
    }

    // A run that was too short to be measured proves nothing.
    private static double Bytes(Engine.Replay.ReplaySummary summary) => summary.AllocatedBytesPerMessage ?? double.PositiveInfinity;
}

using Pipeline.Engine;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Allocation;

/// <summary>The whole pipeline: the worst of its threads, as its own summary tells it.</summary>
internal static class PipelineCases
{
    private const int Messages = 150_000;
    private const int MeasuredRuns = 3;

    public static IEnumerable<AllocationCase> All(TemporaryFolder folder) => Enum.GetValues<ThreadMode>().SelectMany(mode => new[]
    {
        new AllocationCase($"pipeline, {mode}, decoded records again and again", () => Repeated(setup => setup with { Mode = mode }, null)),
        new AllocationCase($"pipeline, {mode}, telemetry", () => Repeated(setup => setup with { Mode = mode, Telemetry = true }, null)),
        new AllocationCase($"pipeline, {mode}, journal", () => Repeated(setup => setup with { Mode = mode }, folder.File($"{mode}.tape"))),
    });

    // What the first run of a mode sets up once in the process (a lock, a type) is no message's, so it is not measured. Of the
    // next, one in a dozen shows some kilobytes once, in the runtime, where a thread gives its core away. What messages cost
    // shows in every run: so a case allocates where all of them do.
    private static double Repeated(Func<PipelineSetup, PipelineSetup> change, string? tape)
    {
        RunOnce(change, tape is null ? null : tape + ".first");
        var least = double.PositiveInfinity;
        for (var run = 0; run < MeasuredRuns && least > 0; run++)
        {
            least = Math.Min(least, RunOnce(change, tape is null ? null : $"{tape}.{run}"));
        }

        return least;
    }

    private static double RunOnce(Func<PipelineSetup, PipelineSetup> change, string? tape)
    {
        using var input = new RepeatedInput(new DemoLog(), Messages);
        return Bytes(ReplayRun.Of(input, change, tape));
    }

    // A run that was too short to be measured proves nothing.
    private static double Bytes(Engine.Replay.ReplaySummary summary) => summary.AllocatedBytesPerMessage ?? double.PositiveInfinity;
}

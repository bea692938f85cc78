using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay.Support;

/// <summary>One run of the faulty recording, with its tape, that many tests compare with.</summary>
internal sealed class FaultyReplay : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FaultyReplay()
    {
        Summary = ReplayRun.OfCapture([FaultyRecording.Path], setup => setup with { RowSink = Rows }, Tape);
        Fingerprint = Testing.Replay.Fingerprint.Of(Summary);
    }

    public string Tape => _folder.File("demo.tape");

    public RowCollector Rows { get; } = new();

    public ReplaySummary Summary { get; }

    public string Fingerprint { get; }

    public static string FingerprintOf(Func<PipelineSetup, PipelineSetup> change) =>
        Testing.Replay.Fingerprint.Of(ReplayRun.OfCapture([FaultyRecording.Path], change));

    public void Dispose() => _folder.Dispose();
}

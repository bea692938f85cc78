using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay.Support;

/// <summary>One run of the demo recording, with its tape, that many tests compare with.</summary>
internal sealed class DemoReplay : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DemoReplay()
    {
        Summary = ReplayRun.OfCapture([DemoRecording.Path], setup => setup with { RowSink = Rows }, Tape);
        Fingerprint = Testing.Replay.Fingerprint.Of(Summary);
    }

    public string Tape => _folder.File("demo.tape");

    public RowCollector Rows { get; } = new();

    public ReplaySummary Summary { get; }

    public string Fingerprint { get; }

    public static string FingerprintOf(Func<PipelineSetup, PipelineSetup> change) =>
        Testing.Replay.Fingerprint.Of(ReplayRun.OfCapture([DemoRecording.Path], change));

    public void Dispose() => _folder.Dispose();
}

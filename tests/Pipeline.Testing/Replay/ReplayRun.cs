using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Engine.Replay;
using Pipeline.Journal;
using Pipeline.Risk;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Testing.Replay;

/// <summary>Replays inputs in this process with the demo configuration, changed as a test wants.</summary>
public static class ReplayRun
{
    /// <summary>Replays recordings, and writes a tape of the run where <paramref name="tape"/> names one.</summary>
    public static ReplaySummary OfCapture(
        IReadOnlyList<string> files, Func<PipelineSetup, PipelineSetup>? change = null, string? tape = null, string? instruments = null)
    {
        using var input = new CaptureInput(files, new BinanceCaptureVenue(instruments), [], null);
        return Of(input, change, tape);
    }

    /// <summary>Replays a tape.</summary>
    public static ReplaySummary OfTape(string path, Func<PipelineSetup, PipelineSetup>? change = null)
    {
        using var input = new TapeInput(path);
        return Of(input, change, null);
    }

    /// <summary>Replays any input.</summary>
    public static ReplaySummary Of(IReplayInput input, Func<PipelineSetup, PipelineSetup>? change = null, string? tape = null)
    {
        var setup = (change ?? (same => same))(Setup(input));
        using var journal = tape is null ? null : JournalWriter.Create(tape, Header(setup), JournalOptions.Import);
        var summary = new ReplayRunner(input, setup with { Journal = journal }).Run(CancellationToken.None);
        journal?.Seal();
        return summary;
    }

    /// <summary>The demo configuration over the instruments of <paramref name="input"/>.</summary>
    public static PipelineSetup Setup(IReplayInput input)
    {
        var config = ConfigFile.Demo();
        return new PipelineSetup
        {
            Instruments = input.Instruments,
            FirstOffsetNanos = input.FirstOffsetNanos,
            ConfigHash = config.Hash,
            Model = config.LoadModel(),
            CreateStrategy = _ => config.CreateStrategy(null),
            Limits = config.Config.Risk,
            Latch = new KillLatch(LatchState.Active),
            Exchange = config.Config.Exchange with { Lane = 1 },
        };
    }

    /// <summary>A header for a tape of a run of <paramref name="setup"/>.</summary>
    public static TapeHeader Header(PipelineSetup setup) => new()
    {
        FileId = Guid.NewGuid(),
        SessionId = setup.SessionId,
        CreatedNanos = 0,
        Instruments = setup.Instruments,
        ConfigHash = setup.ConfigHash,
    };
}

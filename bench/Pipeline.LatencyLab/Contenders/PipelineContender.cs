using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Engine.Live;
using Pipeline.Engine.Replay;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Risk;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>A tape that a contender writes.</summary>
/// <param name="Path">The file; one that is there is replaced.</param>
/// <param name="Options">How it is written.</param>
internal sealed record TapeUse(string Path, JournalOptions Options);

/// <summary>The project's own pipeline with the demonstration configuration, as a replay composes it.</summary>
/// <remarks>In Invoker mode the receiving thread runs all stages, message by message.</remarks>
internal sealed class PipelineContender : IContender
{
    private readonly LiveRun _run;
    private readonly MarketDataLane _lane;
    private readonly VerdictTimes _times;
    private readonly DecisionProbe _decisions;

    private readonly JournalWriter? _journal;

    /// <summary>A pipeline that waits for messages; with a tape, one that writes it meanwhile.</summary>
    public PipelineContender(LatencyRecording recording, VerdictTimes times, ThreadMode mode, TapeUse? tape = null)
    {
        var (instruments, decoder) = recording.Identify();
        var config = ConfigFile.Demo();
        _times = times;
        _decisions = new DecisionProbe(config.CreateStrategy(null));
        var setup = new PipelineSetup
        {
            Instruments = instruments,
            Mode = mode,
            ConfigHash = config.Hash,
            Model = config.LoadModel(),
            CreateStrategy = _ => _decisions,
            Limits = config.Config.Risk,
            Latch = new KillLatch(LatchState.Active),
            Exchange = config.Config.Exchange with { Lane = 1 },
            VerdictSink = new VerdictProbe(times),
        };
        _journal = tape is null ? null : JournalWriter.Create(tape.Path, HeaderOf(setup), tape.Options);
        _run = new LiveRun(setup with { Journal = _journal }, SystemClock.Instance);
        _lane = new MarketDataLane(_run.Pipeline.MarketLane, decoder, null);
        _run.Pipeline.Start();
    }

    /// <summary>Everything that the pipeline counted. After <see cref="Finish"/>.</summary>
    public ReplaySummary Summary { get; private set; } = null!;

    public void Receive(in Arrival arrival, ReadOnlySpan<byte> json)
    {
        _times.Take(arrival.Number, arrival.TakenNanos);
        _lane.Receive(json, arrival.ReceiveNanos, new MarketDataLane.Position(0, arrival.Number + 1));
        _run.Pipeline.Step();
    }

    public void ThrowIfFailed()
    {
        if (_run.Pipeline.HasFailed)
        {
            throw new InvalidOperationException("a stage of the pipeline has failed");
        }
    }

    public Deeds Finish()
    {
        Summary = _run.Finish();
        _journal?.Seal();
        return new Deeds(Summary.Messages, _decisions.Rows, _decisions.UpdateIds, _decisions.Wanted, _decisions.ScoreSum);
    }

    public void Dispose()
    {
        _run.Dispose();
        _journal?.Dispose();
    }

    private static TapeHeader HeaderOf(PipelineSetup setup) => new()
    {
        FileId = Guid.NewGuid(),
        CreatedNanos = SystemClock.Instance.UtcNanos,
        SessionId = setup.SessionId,
        Instruments = setup.Instruments,
        Writer = "latency lab",
    };
}

using System.Diagnostics;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Telemetry;
using Pipeline.Primitives;

namespace Pipeline.Engine.Live;

/// <summary>A pipeline that is fed from outside: live or on paper, with real sockets or simulated ones.</summary>
/// <remarks>One owner. Whoever feeds its lanes stops before <see cref="Finish"/> is called.</remarks>
public sealed class LiveRun : IDisposable
{
    private readonly PipelineSetup _setup;
    private readonly IClock _clock;
    private readonly VerdictTimes _verdictTimes;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Wires the stages; <paramref name="clock"/> is the one that stamps messages as they arrive.</summary>
    public LiveRun(PipelineSetup setup, IClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _verdictTimes = new VerdictTimes(clock);
        _setup = setup with { VerdictSink = setup.VerdictSink ?? _verdictTimes };
        Pipeline = new TradingPipeline(_setup);
    }

    /// <summary>The flow and its lanes.</summary>
    public TradingPipeline Pipeline { get; }

    /// <summary>Starts the stages and opens the log.</summary>
    public void Start()
    {
        Pipeline.Start();
        Pipeline.PublishSessionStart(_setup.Session(), _clock.UtcNanos);
    }

    /// <summary>Waits until everything published is handled, ends the stages and says what came of it.</summary>
    /// <exception cref="Ring.ProcessorFailedException">A stage failed.</exception>
    public ReplaySummary Finish()
    {
        Pipeline.Drain();
        return new SummaryBuilder(_setup, [], deadLetters: null, Pipeline, lane: null).Build(Stopwatch.GetElapsedTime(_started)) with { VerdictNanos = _verdictTimes.Summarise() };
    }

    /// <inheritdoc/>
    public void Dispose() => Pipeline.Dispose();
}

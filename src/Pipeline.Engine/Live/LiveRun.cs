using System.Diagnostics;
using Pipeline.Engine.Replay;
using Pipeline.Primitives;

namespace Pipeline.Engine.Live;

/// <summary>A pipeline that is fed from outside: live or on paper, with real sockets or simulated ones.</summary>
/// <remarks>One owner. Whoever feeds its lanes stops before <see cref="Finish"/> is called.</remarks>
public sealed class LiveRun : IDisposable
{
    private readonly PipelineSetup _setup;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Wires the stages.</summary>
    public LiveRun(PipelineSetup setup)
    {
        _setup = setup;
        Pipeline = new TradingPipeline(setup);
    }

    /// <summary>The flow and its lanes.</summary>
    public TradingPipeline Pipeline { get; }

    /// <summary>Starts the stages and opens the log.</summary>
    public void Start(IClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Pipeline.Start();
        Pipeline.PublishSessionStart(_setup.Session(), clock.UtcNanos);
    }

    /// <summary>Waits until everything published is handled, ends the stages and says what came of it.</summary>
    /// <exception cref="Ring.ProcessorFailedException">A stage failed.</exception>
    public ReplaySummary Finish()
    {
        Pipeline.Drain();
        return new SummaryBuilder(_setup, [], Pipeline, lane: null).Build(Stopwatch.GetElapsedTime(_started));
    }

    /// <inheritdoc/>
    public void Dispose() => Pipeline.Dispose();
}

using System.Diagnostics;
using Pipeline.Engine.Telemetry;
using Pipeline.Primitives;

namespace Pipeline.Engine.Replay;

/// <summary>Feeds an input to a pipeline, as fast as it goes or at its own speed, and says what came of it.</summary>
/// <remarks>The caller's thread is the lane's, and in Invoker mode every stage's.</remarks>
public sealed class ReplayRunner(IReplayInput input, PipelineSetup setup)
{
    private const int MessagesPerStep = 64;

    private readonly AllocationMeter _allocations = new();
    private long _messages;

    /// <summary>Whether records enter at the speed at which they were received.</summary>
    public bool Paced { get; init; }

    /// <summary>Messages read so far. Any thread.</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Receive time of the last message of any kind, UTC nanoseconds. After <see cref="Run"/>.</summary>
    public long LastReceiveNanos { get; private set; }

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the stages have stopped and a journal may be sealed.</exception>
    public ReplaySummary Run(CancellationToken cancellation)
    {
        using var pipeline = new TradingPipeline(setup);
        pipeline.Start();
        pipeline.PublishSessionStart(setup.Session(), receiveNanos: 0);
        var started = Stopwatch.GetTimestamp();
        Feed(pipeline, cancellation);
        pipeline.Step();
        _allocations.Stop(input.AllocatedBytes);
        pipeline.Drain();
        return new SummaryBuilder(setup, input.Errors, input.DeadLetters, pipeline, _allocations).Build(Stopwatch.GetElapsedTime(started));
    }

    private void Feed(TradingPipeline pipeline, CancellationToken cancellation)
    {
        var pacer = Paced ? new ReplayPacer(SystemClock.Instance) : null;
        var decode = pipeline.Histograms is null ? null : new StageClock(pipeline.Histograms);
        while (input.TryRead(out var receiveNanos))
        {
            LastReceiveNanos = Math.Max(LastReceiveNanos, receiveNanos);
            _allocations.Count(input.AllocatedBytes);
            pacer?.Wait(receiveNanos, cancellation);
            decode?.Start();
            input.Publish(pipeline.MarketLane);
            decode?.Stamp(PipelineStage.Decode);
            if ((++_messages & (MessagesPerStep - 1)) == 0 || pacer is not null)
            {
                cancellation.ThrowIfCancellationRequested();
                pipeline.Step();
            }
        }
    }
}

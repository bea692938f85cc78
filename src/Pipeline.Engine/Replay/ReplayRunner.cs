using System.Diagnostics;
using Pipeline.Book;
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
    private int _listed;

    /// <summary>Whether records enter at the speed at which they were received.</summary>
    public bool Paced { get; init; }

    /// <summary>Told of each pause that <see cref="Paced"/> cuts to a minute: how long it was, nanoseconds. On the caller's thread.</summary>
    public Action<long>? PauseCut { get; init; }

    /// <summary>Receive time of the session start that the run writes where its input holds none, UTC nanoseconds. Default 0.</summary>
    public long SessionNanos { get; init; }

    /// <summary>Messages read so far. Any thread.</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Pipeline time of the last message of any kind, UTC nanoseconds. After <see cref="Run"/>.</summary>
    public long LastReceiveNanos { get; private set; }

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the stages have stopped and a journal may be sealed.</exception>
    public ReplaySummary Run(CancellationToken cancellation)
    {
        using var pipeline = new TradingPipeline(setup with { KeepsLanes = true });
        pipeline.Start();
        if (input.Session is null)
        {
            pipeline.PublishSessionStart(setup.Session(), SessionNanos);
        }

        var started = Stopwatch.GetTimestamp();
        Feed(pipeline, cancellation);
        pipeline.Step();
        _allocations.Stop(input.AllocatedBytes);
        pipeline.Drain();
        ListWrongStamps(pipeline.WrongStamps);
        LastReceiveNanos = pipeline.PipelineNanos;
        return new SummaryBuilder(setup, input.Errors, input.DeadLetters, pipeline, _allocations).Build(Stopwatch.GetElapsedTime(started));
    }

    private void Feed(TradingPipeline pipeline, CancellationToken cancellation)
    {
        var pacer = Paced ? new ReplayPacer(SystemClock.Instance, PauseCut) : null;
        var judge = Paced ? new StampJudge(input.FirstOffsetNanos) : null;
        var decode = pipeline.Histograms is null ? null : new StageClock(pipeline.Histograms);
        while (input.TryRead(out var receiveNanos))
        {
            _allocations.Count(input.AllocatedBytes);
            pacer?.Wait(DueNanos(receiveNanos, judge!), cancellation);
            decode?.Start();
            input.Publish(pipeline.MarketLane);
            decode?.Stamp(PipelineStage.Decode);
            if ((++_messages & (MessagesPerStep - 1)) == 0 || pacer is not null)
            {
                cancellation.ThrowIfCancellationRequested();
                pipeline.Step();
                ListWrongStamps(pipeline.WrongStamps);
            }
        }
    }

    // Sources that are merged come in the order of stamps that were judged already.
    private long DueNanos(long receiveNanos, StampJudge judge)
    {
        if (input is not IStampedInput stamped || receiveNanos <= 0)
        {
            return receiveNanos;
        }

        stamped.TryPeek(0, out _, out var eventNanos);
        judge.Take(receiveNanos, eventNanos);
        return judge.Nanos;
    }

    // Some records behind the message, while the input still knows where it stands.
    private void ListWrongStamps(WrongStamps stamps)
    {
        for (var count = Math.Min(stamps.Count, WrongStamps.MaxKept); _listed < count; _listed++)
        {
            input.AddWrongStamp(stamps[_listed]);
        }
    }
}

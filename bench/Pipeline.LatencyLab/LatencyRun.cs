using HdrHistogram;
using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Risk;

namespace Pipeline.LatencyLab;

/// <summary>What one offered rate gave.</summary>
/// <param name="OfferedRate">Messages a second, as planned.</param>
/// <param name="ReachedRate">Messages a second, as they went in.</param>
/// <param name="Nanos">From the planned time of a diff to the decision on its row.</param>
internal sealed record LatencyResult(int OfferedRate, double ReachedRate, LongHistogram Nanos);

/// <summary>
/// Open loop: message i is due at start + i / rate whatever the pipeline does, so that a stall delays, and counts for, every
/// message that was due during it.
/// </summary>
internal static class LatencyRun
{
    public const long HighestNanos = 60_000_000_000;

    private const int Digits = 3;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Feeds the recording <paramref name="passes"/> times at one rate, each time to a new pipeline.</summary>
    public static LatencyResult At(LatencyRecording recording, int rate, int passes, ThreadMode mode)
    {
        var histogram = new LongHistogram(HighestNanos, Digits);
        long nanos = 0;
        for (var pass = 0; pass < passes; pass++)
        {
            nanos += Feed(recording, rate, mode, histogram);
        }

        return new LatencyResult(rate, passes * recording.Messages.Count * (double)NanosPerSecond / nanos, histogram);
    }

    private static long Feed(LatencyRecording recording, int rate, ThreadMode mode, LongHistogram histogram)
    {
        var clock = SystemClock.Instance;
        var epochNanos = clock.UtcNanos - clock.MonotonicNanos;
        var (instruments, decoder, aggregates) = recording.Identify();
        using var pipeline = new TradingPipeline(Setup(instruments, aggregates, mode, histogram, epochNanos));
        pipeline.Start();
        var lane = new MarketDataLane(pipeline.MarketLane, decoder, null);
        var start = clock.MonotonicNanos;
        for (var i = 0; i < recording.Messages.Count; i++)
        {
            var planned = start + (i * NanosPerSecond / rate);
            WaitUntil(planned, clock);
            lane.Receive(recording.Messages[i], planned + epochNanos, new MarketDataLane.Position(0, i + 1));
            pipeline.Step();
        }

        var nanos = clock.MonotonicNanos - start;
        pipeline.Drain();
        return nanos;
    }

    private static void WaitUntil(long planned, SystemClock clock)
    {
        while (clock.MonotonicNanos < planned)
        {
            Thread.SpinWait(1);
        }
    }

    private static PipelineSetup Setup(
        IReadOnlyList<Instrument> instruments, bool aggregates, ThreadMode mode, LongHistogram histogram, long epochNanos)
    {
        var config = ConfigFile.Demo();
        return new PipelineSetup
        {
            Instruments = instruments,
            TradesAreAggregates = aggregates,
            Mode = mode,
            ConfigHash = config.Hash,
            Model = config.LoadModel(),
            CreateStrategy = _ => new DecisionProbe(config.CreateStrategy(null), histogram, epochNanos),
            Limits = config.Config.Risk,
            Latch = new KillLatch(LatchState.Active),
            Exchange = config.Config.Exchange with { Lane = 1 },
        };
    }
}

using HdrHistogram;
using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Rates;

/// <summary>What one offered rate gave.</summary>
/// <param name="OfferedRate">Messages a second, as planned.</param>
/// <param name="ReachedRate">Messages a second, as they went in.</param>
/// <param name="Nanos">From the planned time of a diff to the verdict on its row.</param>
internal sealed record RateResult(int OfferedRate, double ReachedRate, LongHistogram Nanos);

/// <summary>
/// Open loop: message i is due at start + i / rate whatever the pipeline does, so that a stall delays, and counts for, every
/// message that was due during it.
/// </summary>
internal static class RateRun
{
    private const double NanosPerSecond = 1e9;
    private const int Digits = 3;

    /// <summary>Feeds the recording <paramref name="passes"/> times at one rate, each time to a new pipeline.</summary>
    public static RateResult At(LatencyRecording recording, int rate, int passes, ThreadMode mode)
    {
        var plan = MessagePlan.AtRate(recording.Messages.Count, rate);
        var sum = new LongHistogram(VerdictTimes.HighestNanos, Digits);
        var nanos = 0L;
        for (var pass = 0; pass < passes; pass++)
        {
            nanos += Feed(recording, plan, mode, sum);
        }

        return new RateResult(rate, passes * plan.Count * NanosPerSecond / nanos, sum);
    }

    private static long Feed(LatencyRecording recording, MessagePlan plan, ThreadMode mode, LongHistogram histogram)
    {
        var times = new VerdictTimes(plan);
        using var contender = new PipelineContender(recording, times, mode);
        MemoryLoad.Run(recording, plan, times, contender);
        contender.Finish();
        histogram.Add(times.FromPlan);
        return times.FeedNanos;
    }
}

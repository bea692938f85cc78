using HdrHistogram;
using Pipeline.Journal;
using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Rates;

/// <summary>What one offered rate gave.</summary>
/// <param name="OfferedRate">Messages a second, as planned.</param>
/// <param name="ReachedRate">Messages a second, as they went in.</param>
/// <param name="Nanos">From the planned time of a diff to the verdict on its row.</param>
/// <param name="Lag">How long the last pass's tape waited for the disk; null without one.</param>
internal sealed record RateResult(int OfferedRate, double ReachedRate, LongHistogram Nanos, JournalLag? Lag);

/// <summary>
/// Open loop: message i is due at start + i / rate whatever the pipeline does, so that a stall delays, and counts for, every
/// message that was due during it.
/// </summary>
internal static class RateRun
{
    private const double NanosPerSecond = 1e9;
    private const int Digits = 3;

    /// <summary>Feeds the recording <paramref name="passes"/> times at one rate, each time to a new pipeline.</summary>
    public static RateResult At(LatencyRecording recording, int rate, int passes, ThreadMode mode) =>
        Alternate(recording, rate, passes, mode, [null])[0];

    /// <summary>The same without and with a tape in <paramref name="folder"/>, pass by pass in turn, so that what disturbs the machine disturbs both.</summary>
    public static RateResult[] WithAndWithoutTape(LatencyRecording recording, int rate, int passes, ThreadMode mode, string folder) =>
        Alternate(recording, rate, passes, mode, [null, Path.Combine(folder, "lab.tape")]);

    private static RateResult[] Alternate(LatencyRecording recording, int rate, int passes, ThreadMode mode, string?[] tapes)
    {
        var plan = MessagePlan.AtRate(recording.Messages.Count, rate);
        var sums = tapes.Select(_ => new LongHistogram(VerdictTimes.HighestNanos, Digits)).ToArray();
        var nanos = new long[tapes.Length];
        var lags = new JournalLag?[tapes.Length];
        for (var pass = 0; pass < passes; pass++)
        {
            for (var i = 0; i < tapes.Length; i++)
            {
                nanos[i] += Feed(recording, plan, mode, sums[i], tapes[i], ref lags[i]);
            }
        }

        return [.. tapes.Select((_, i) => new RateResult(rate, passes * plan.Count * NanosPerSecond / nanos[i], sums[i], lags[i]))];
    }

    private static long Feed(LatencyRecording recording, MessagePlan plan, ThreadMode mode, LongHistogram histogram, string? tape, ref JournalLag? lag)
    {
        var times = new VerdictTimes(plan);
        using (var contender = new PipelineContender(recording, times, mode, tape))
        {
            MemoryLoad.Run(recording, plan, times, contender);
            contender.Finish();
            lag = contender.JournalLag;
        }

        if (tape is not null)
        {
            File.Delete(tape);
        }

        histogram.Add(times.FromPlan);
        return times.FeedNanos;
    }
}

namespace Pipeline.LatencyLab;

/// <summary>When each message is due. The first of a recording go in untimed, so that a stretch from its middle finds a whole book.</summary>
/// <param name="First">The first message that is timed.</param>
/// <param name="DueNanos">Of every message, those untimed included: nanoseconds after the start of the timed stretch.</param>
internal sealed record MessagePlan(int First, long[] DueNanos)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerMilli = 1_000_000;

    /// <summary>A longer silence is cut to this: long enough for every thread that parks to be parked.</summary>
    public const long LongestSilenceNanos = NanosPerMilli;

    /// <summary>Messages, timed or not.</summary>
    public int Count => DueNanos.Length;

    /// <summary>Length of the timed stretch.</summary>
    public double Seconds => (double)DueNanos[^1] / NanosPerSecond;

    /// <summary>Evenly spaced, timed from the first.</summary>
    public static MessagePlan AtRate(int count, int rate) =>
        new(0, [.. Enumerable.Range(0, count).Select(i => i * NanosPerSecond / rate)]);

    /// <summary>The recording's own pace, <paramref name="speed"/> times as fast, for the seconds around its worst millisecond.</summary>
    public static MessagePlan Following(IReadOnlyList<long> receiveNanos, double speed, double seconds)
    {
        var times = Pace(receiveNanos, speed);
        var middle = times[Burst.Worst(receiveNanos, NanosPerMilli).Last];
        var length = (long)(seconds * NanosPerSecond);
        var from = Math.Clamp(middle - (length / 2), 0, Math.Max(0, times[^1] - length));
        var first = Array.FindIndex(times, time => time >= from);
        var count = Array.FindLastIndex(times, time => time <= from + length) + 1;
        return new MessagePlan(first, [.. times.Take(count).Select(time => time - times[first])]);
    }

    private static long[] Pace(IReadOnlyList<long> receiveNanos, double speed)
    {
        var times = new long[receiveNanos.Count];
        for (var i = 1; i < times.Length; i++)
        {
            var gap = Math.Clamp(receiveNanos[i] - receiveNanos[i - 1], 0, LongestSilenceNanos);
            times[i] = times[i - 1] + (long)(gap / speed);
        }

        return times;
    }
}

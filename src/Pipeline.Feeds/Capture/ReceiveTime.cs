namespace Pipeline.Feeds.Capture;

/// <summary>The time in front of a recorded line: nanoseconds or microseconds since 1970 UTC, told by size.</summary>
internal static class ReceiveTime
{
    // 10^17 ns and 10^14 us are 1973; the largest microseconds are those whose nanoseconds fit 63 bits, the year 2262.
    private const long SmallestNanos = 100_000_000_000_000_000;
    private const long SmallestMicros = 100_000_000_000_000;
    private const long LargestMicros = long.MaxValue / 1000;

    /// <summary>Reads the digits at the start of <paramref name="line"/> and the space behind them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out long nanos, out int textStart)
    {
        nanos = 0;
        textStart = 0;
        var i = 0;
        while (i < line.Length && (uint)(line[i] - '0') <= 9)
        {
            if (i == 19)
            {
                return false;
            }

            nanos = (nanos * 10) + (line[i] - '0');
            i++;
        }

        textStart = i + 1;
        return i < line.Length && line[i] == ' ' && TryScale(ref nanos);
    }

    // Nineteen digits beyond 63 bits have wrapped to a negative number.
    private static bool TryScale(ref long value)
    {
        if (value is >= SmallestMicros and <= LargestMicros)
        {
            value *= 1000;
        }

        return value >= SmallestNanos;
    }
}

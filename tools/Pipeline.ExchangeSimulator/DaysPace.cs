namespace Pipeline.ExchangeSimulator;

/// <summary>How fast a market acts over days: the hour, a mood of minutes, bursts, and silences.</summary>
/// <remarks>The mean follows from the rows and the time that are left, so that both end together.</remarks>
internal sealed class DaysPace(SeededRandom random, DaysOptions options)
{
    /// <summary>About how long a diff waits for more changes.</summary>
    public const long DiffNanos = 80 * MilliNanos;

    private const long MilliNanos = 1_000_000;
    private const long SecondNanos = 1_000 * MilliNanos;
    private const long ShortestRowNanos = 130 * MilliNanos;
    private const long LongestRowNanos = 20 * SecondNanos;

    // Asia's morning, Europe's, and the afternoon in which both sides of the Atlantic trade.
    private static readonly int[] PercentOfHour = [110, 105, 95, 85, 75, 65, 60, 80, 100, 105, 100, 90, 95, 140, 165, 160, 140, 120, 105, 95, 90, 85, 80, 100];
    private static readonly int[] Moods = [25, 45, 70, 90, 110, 150, 210];

    private long _mood = 100;
    private long _moodUntilNanos;
    private long _burstUntilNanos;

    private long EndNanos => options.StartNanos + options.SpanSeconds * SecondNanos;

    /// <summary>How long the market waits after <paramref name="now"/> with <paramref name="rowsLeft"/> still to come.</summary>
    public long DrawPauseNanos(long now, long rowsLeft)
    {
        if (random.OnceIn(4_000))
        {
            return random.Between(3, Math.Clamp(options.SpanSeconds / 100, 3, 40)) * SecondNanos;
        }

        if (random.OnceIn(500))
        {
            _burstUntilNanos = now + random.Between(500, 4_000) * MilliNanos;
        }

        var mean = Math.Max(MeanRowNanos(now, rowsLeft) - DiffNanos, 10 * MilliNanos);
        return random.Between(1_000, 2 * mean);
    }

    private long MeanRowNanos(long now, long rowsLeft)
    {
        var left = Math.Max(EndNanos - now, SecondNanos);
        var percent = left < options.SpanSeconds * SecondNanos / 20 ? 100 : PercentAt(now);
        return Math.Clamp(left / Math.Max(rowsLeft, 1) * 100 / percent, ShortestRowNanos, LongestRowNanos);
    }

    private long PercentAt(long now)
    {
        if (now >= _moodUntilNanos)
        {
            _mood = Moods[random.Between(0, Moods.Length - 1)];
            _moodUntilNanos = now + random.Between(20, Math.Clamp(options.SpanSeconds / 40, 40, 900)) * SecondNanos;
        }

        var burst = now < _burstUntilNanos ? 4 : 1;
        return Math.Max(1, PercentOfHour[now / (3600 * SecondNanos) % PercentOfHour.Length] * _mood * burst / 100);
    }
}

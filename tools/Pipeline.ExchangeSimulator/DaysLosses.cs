namespace Pipeline.ExchangeSimulator;

/// <summary>When the connection is lost, counted in rows so that each loss is over before the next, and for how long.</summary>
internal sealed class DaysLosses
{
    private const long MilliNanos = 1_000_000;

    private readonly SeededRandom _random;
    private readonly Queue<long> _dueRows = new();
    private readonly long _longestSeconds;
    private long _beganNanos;

    public DaysLosses(SeededRandom random, DaysOptions options)
    {
        _random = random;
        _longestSeconds = options.Gaps == 0 ? 0 : Math.Clamp(options.SpanSeconds / options.Gaps / 8, 2, 300);
        for (var i = 0; i < options.Gaps; i++)
        {
            _dueRows.Enqueue((options.Rows * i + options.Rows * random.Between(10, 80) / 100) / options.Gaps);
        }
    }

    public long LostNanos { get; private set; }

    /// <summary>Diffs that nobody heard since the connection was lost.</summary>
    public int LostDiffs { get; set; }

    public bool IsDue(long rows) => _dueRows.TryPeek(out var due) && rows >= due && _dueRows.TryDequeue(out _);

    /// <summary>The connection is lost; says when it is tried again. Most losses are short.</summary>
    public long Begin(long now)
    {
        LostDiffs = 0;
        _beganNanos = now;
        var longest = _random.Chance(70) ? Math.Clamp(_longestSeconds, 2, 20) : _longestSeconds;
        return now + _random.Between(2_000, longest * 1_000) * MilliNanos;
    }

    public void End(long now) => LostNanos += now - _beganNanos;

    /// <summary>How long after the break whoever follows asks for a snapshot.</summary>
    public long DrawAskNanos() => _random.Chance(80)
        ? _random.Between(200, 1_500) * MilliNanos
        : _random.Between(1_500, Math.Clamp(_longestSeconds * 1_000 / 4, 2_000, 20_000)) * MilliNanos;
}

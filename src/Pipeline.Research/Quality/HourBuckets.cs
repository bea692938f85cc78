namespace Pipeline.Research.Quality;

/// <summary>Sums by hour of pipeline time, UTC: all that is kept of a row's place in time.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class HourBuckets
{
    public const long HourNanos = 3_600 * QualityOptions.Second;

    private readonly SortedDictionary<long, HourTotals> _hours = [];
    private long _number = -1;
    private HourTotals _totals = new();

    /// <summary>Totals by number of the hour since 1970.</summary>
    public IEnumerable<KeyValuePair<long, HourTotals>> All => _hours;

    public void AddRow(long nanos, double score)
    {
        var hour = At(nanos);
        hour.Rows++;
        if (!double.IsNaN(score))
        {
            hour.Scored++;
            hour.ScoreSum += score;
        }
    }

    public void AddWall(long from, long to)
    {
        for (var end = from; from < to; from = end)
        {
            end = Math.Min(to, NextHour(from));
            At(from).WallNanos += end - from;
        }
    }

    public void AddInForce(long from, long to, double score)
    {
        for (var end = from; from < to; from = end)
        {
            end = Math.Min(to, NextHour(from));
            var hour = At(from);
            hour.InForceNanos += end - from;
            hour.ScoreNanos += score * (end - from);
        }
    }

    private static long NextHour(long nanos) => (nanos / HourNanos + 1) * HourNanos;

    private HourTotals At(long nanos)
    {
        var number = nanos / HourNanos;
        if (number != _number)
        {
            _number = number;
            if (!_hours.TryGetValue(number, out _totals!))
            {
                _hours.Add(number, _totals = new HourTotals());
            }
        }

        return _totals;
    }
}

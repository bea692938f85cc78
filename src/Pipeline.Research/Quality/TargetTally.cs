namespace Pipeline.Research.Quality;

/// <summary>Counts of every target's validity. A row waits until its horizon has passed, minutes at most.</summary>
/// <remarks>Single writer; holds the rows of the longest horizon and the stale stretches that they may reach.</remarks>
internal sealed class TargetTally(QualityOptions options)
{
    private static readonly int Targets = QualityTarget.All.Count;
    private static readonly int LongestLookBack = QualityTarget.All.Max(target => target.LookBackSeconds) + 1;

    private readonly TargetCounts[] _counts = [.. QualityTarget.All.Select(_ => new TargetCounts())];
    private readonly StaleStretches _stale = new();

    // How many rows each target has judged; rows before the least of them are forgotten.
    private readonly long[] _judged = new long[Targets];
    private (long Nanos, long Reasons)[] _rows = new (long, long)[1024];
    private long _head;
    private long _tail;

    /// <summary>Counts so far, in the order of <see cref="QualityTarget.All"/>.</summary>
    public IReadOnlyList<TargetCounts> Counts => _counts;

    /// <summary>Rows that wait.</summary>
    public long Waiting => _head - _tail;

    public void AddStale(long from, long to) => _stale.Add(from, to);

    public void OnRow(long nanos, long reasons)
    {
        Judge(nanos);
        if (reasons == RowFacts.TargetsUnknown)
        {
            return;
        }

        if (_head - _tail == _rows.Length)
        {
            Grow();
        }

        _rows[_head++ & (_rows.Length - 1)] = (nanos, reasons);
        for (var i = 0; i < Targets; i++)
        {
            _counts[i].Add(QualityTarget.ReasonOf(reasons, i));
        }
    }

    /// <summary>The stream ended: what would have ended later never will.</summary>
    public void End(long nanos)
    {
        Judge(nanos);
        Array.Fill(_judged, _head);
        _tail = _head;
        _stale.Clear();
    }

    // Stale stretches that begin before `now` are all known, so horizons that end by then can be judged.
    private void Judge(long now)
    {
        for (var i = 0; i < Targets; i++)
        {
            while (_judged[i] < _head && TryJudge(i, now))
            {
                _judged[i]++;
            }
        }

        _tail = _judged.Min();
        _stale.Forget((_tail < _head ? _rows[_tail & (_rows.Length - 1)].Nanos : now) - LongestLookBack * QualityOptions.Second);
    }

    private bool TryJudge(int target, long now)
    {
        var (nanos, reasons) = _rows[_judged[target] & (_rows.Length - 1)];
        var rule = QualityTarget.All[target];
        var to = rule.ReachTo(nanos, options.LatencyNanos);
        if (to > now)
        {
            return false;
        }

        _counts[target].AddInside(QualityTarget.ReasonOf(reasons, target), isClean: !_stale.Touch(rule.ReachFrom(nanos), to));
        return true;
    }

    private void Grow()
    {
        var larger = new (long, long)[_rows.Length * 2];
        for (var i = _tail; i < _head; i++)
        {
            larger[i & (larger.Length - 1)] = _rows[i & (_rows.Length - 1)];
        }

        _rows = larger;
    }
}

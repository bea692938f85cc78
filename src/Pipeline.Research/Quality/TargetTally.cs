namespace Pipeline.Research.Quality;

/// <summary>Counts of every target's validity. A row waits until its horizon has passed, minutes at most.</summary>
/// <remarks>Single writer; holds the rows of the longest horizon and the stale stretches that they may reach.</remarks>
internal sealed class TargetTally(QualityOptions options)
{
    // The first target, a return of one minute, speaks for what is lost where no mid stands.
    private const int OneMinute = 0;

    private static readonly int Targets = QualityTarget.All.Count;
    private static readonly int LongestLookBack = QualityTarget.All.Max(target => target.LookBackSeconds) + 1;

    private readonly IReadOnlyList<QualityTarget> _rules = QualityTarget.Of(options.Features);
    private readonly long _latencyNanos = options.LatencyNanos;

    private readonly TargetCounts[] _counts = [.. QualityTarget.All.Select(_ => new TargetCounts())];
    private readonly StaleStretches _stale = new();

    // How many rows each target has judged; rows before the least of them are forgotten.
    private readonly long[] _judged = new long[Targets];
    private (long Nanos, Int128 Reasons)[] _rows = new (long, Int128)[1024];
    private long _lastRowNanos;
    private long _head;
    private long _tail;

    /// <summary>Counts so far, in the order of <see cref="QualityTarget.All"/>.</summary>
    public IReadOnlyList<TargetCounts> Counts => _counts;

    /// <summary>Ages of mids where one-minute labels ended, or would have.</summary>
    public MidAges Ages { get; } = new();

    /// <summary>Rows that wait.</summary>
    public long Waiting => _head - _tail;

    public void AddStale(long from, long to) => _stale.Add(from, to);

    public void OnRow(long nanos, Int128 reasons)
    {
        Judge(nanos);
        _lastRowNanos = nanos;
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
        var rule = _rules[target];
        var to = rule.ReachTo(nanos, _latencyNanos);
        if (to > now)
        {
            return false;
        }

        var reason = QualityTarget.ReasonOf(reasons, target);
        _counts[target].AddInside(reason, isClean: !_stale.Touch(rule.ReachFrom(nanos), to));
        if (target == OneMinute && (QualityTarget.IsValid(reason) || reason == QualityTarget.NoMid))
        {
            Ages.Add(Math.Max(0, to - _lastRowNanos), isLost: reason == QualityTarget.NoMid);
        }

        return true;
    }

    private void Grow()
    {
        var larger = new (long, Int128)[_rows.Length * 2];
        for (var i = _tail; i < _head; i++)
        {
            larger[i & (larger.Length - 1)] = _rows[i & (_rows.Length - 1)];
        }

        _rows = larger;
    }
}

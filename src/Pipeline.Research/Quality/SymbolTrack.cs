using Pipeline.Events;

namespace Pipeline.Research.Quality;

/// <summary>One symbol's way through its streams: which row is in force, where the book is not known.</summary>
/// <remarks>Single writer. Holds no rows but those whose targets wait for their horizon.</remarks>
internal sealed class SymbolTrack(QualityOptions options)
{
    private bool _begun;
    private long _nowNanos;

    // The row in force, or none.
    private long _rowNanos = InputRecord.Absent;
    private double _rowScore;
    private long _session;

    // Time of the last row of the session; none before its first.
    private long _lastRowNanos = InputRecord.Absent;
    private long _gapFromNanos = InputRecord.Absent;
    private long _unknownFromNanos = long.MinValue;

    public HourBuckets Hours { get; } = new();

    public TargetTally Targets { get; } = new(options);

    public RowCounts Rows { get; } = new();

    public GapTally Gaps { get; } = new();

    public void Begin(long firstNanos)
    {
        if (_begun)
        {
            throw new InvalidOperationException("a stream of this symbol is not ended yet");
        }

        _begun = true;

        // Streams of the same hours are one stretch of the wall clock: what an earlier one spans is not counted again.
        (_nowNanos, _unknownFromNanos) = (Math.Max(firstNanos, _nowNanos), long.MinValue);
        (_rowNanos, _lastRowNanos, _gapFromNanos) = (InputRecord.Absent, InputRecord.Absent, InputRecord.Absent);
    }

    public void OnRow(in RowFacts row)
    {
        if (!_begun)
        {
            Begin(row.PipelineNanos);
        }

        Advance(row.PipelineNanos);
        LeaveSession(row.Session);
        Release(_nowNanos);
        CloseGap(_nowNanos);
        AddStale();
        (_rowNanos, _rowScore, _session, _lastRowNanos) = (_nowNanos, double.IsNaN(row.Score) ? 0 : row.Score, row.Session, _nowNanos);
        Rows.Add(in row);
        Hours.AddRow(_nowNanos, row.Score);
        Targets.OnRow(_nowNanos, row.TargetReasons);
    }

    /// <summary>What came after <paramref name="fromNanos"/> is missing.</summary>
    public void OnBreak(long fromNanos)
    {
        Release(fromNanos);
        if (_gapFromNanos != InputRecord.Absent)
        {
            return;
        }

        _gapFromNanos = fromNanos;
        _unknownFromNanos = fromNanos;
        _lastRowNanos = InputRecord.Absent;
    }

    /// <summary>The book is known again.</summary>
    public void OnSync(long nanos)
    {
        Advance(nanos);
        CloseGap(_nowNanos);
    }

    /// <summary>The stream's last message of any kind was received at <paramref name="lastNanos"/>.</summary>
    public void End(long lastNanos)
    {
        if (!_begun)
        {
            return;
        }

        Advance(lastNanos);
        Release(_nowNanos);
        CloseGap(_nowNanos);
        if (_lastRowNanos == InputRecord.Absent)
        {
            Targets.AddStale(_unknownFromNanos, long.MaxValue);
        }
        else
        {
            Targets.AddStale(_lastRowNanos + options.MidMaxNanos, long.MaxValue);
        }

        Targets.End(_nowNanos);
        _begun = false;
    }

    /// <summary>Last row or sync: where a gap that begins now begins.</summary>
    public long KnownUntilNanos => _nowNanos;

    private void Advance(long nanos)
    {
        if (nanos > _nowNanos)
        {
            Hours.AddWall(_nowNanos, nanos);
            _nowNanos = nanos;
        }
    }

    // A new session begins with a gap. Where none was told, nothing is known since the last row.
    private void LeaveSession(long session)
    {
        if (session != _session && _lastRowNanos != InputRecord.Absent)
        {
            _unknownFromNanos = _lastRowNanos;
            _lastRowNanos = InputRecord.Absent;
            _rowNanos = InputRecord.Absent;
        }
    }

    private void Release(long untilNanos)
    {
        if (_rowNanos != InputRecord.Absent)
        {
            Hours.AddInForce(_rowNanos, Math.Min(untilNanos, _rowNanos + options.InForceNanos), _rowScore);
            _rowNanos = InputRecord.Absent;
        }
    }

    private void CloseGap(long nanos)
    {
        if (_gapFromNanos != InputRecord.Absent)
        {
            Gaps.Add(nanos - _gapFromNanos);
            _gapFromNanos = InputRecord.Absent;
        }
    }

    private void AddStale()
    {
        if (_lastRowNanos == InputRecord.Absent)
        {
            Targets.AddStale(_unknownFromNanos, _nowNanos);
        }
        else if (_nowNanos - _lastRowNanos > options.MidMaxNanos)
        {
            Targets.AddStale(_lastRowNanos + options.MidMaxNanos, _nowNanos);
        }
    }
}

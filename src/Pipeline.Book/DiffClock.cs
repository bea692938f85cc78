using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Tells a late diff from one whose ids went back, by the venue's own times.</summary>
/// <remarks>
/// A diff with old ids is late while its time is at most a second after that of the last diff of the chain and, where its id lies
/// below that of the chain's first, which may have waited for the snapshot, not after that first one's. A venue that starts its ids anew sends old ids with new times.
/// A diff without a time contradicts nothing. Mutable struct.
/// </remarks>
internal struct DiffClock
{
    private const long LateNanos = 1_000_000_000;

    private long _firstId;
    private long _firstNanos;
    private long _lastNanos;

    /// <summary>The chain begins with this diff.</summary>
    public void Start(in InputRecord diff)
    {
        _firstId = diff.Depth.FinalUpdateId;
        _firstNanos = TimeOf(in diff);
        _lastNanos = _firstNanos;
    }

    /// <summary>The chain goes on with this diff.</summary>
    public void Follow(in InputRecord diff) => _lastNanos = TimeOf(in diff);

    /// <summary>Whether a diff with old ids is an old diff.</summary>
    public readonly bool IsLate(in InputRecord diff)
    {
        var nanos = TimeOf(in diff);
        if (nanos == InputRecord.Absent || _lastNanos == InputRecord.Absent)
        {
            return true;
        }

        return nanos - _lastNanos <= LateNanos
            && (diff.Depth.FinalUpdateId >= _firstId || _firstNanos == InputRecord.Absent || nanos <= _firstNanos);
    }

    // T where the venue gives it, which spot does not.
    private static long TimeOf(in InputRecord diff) =>
        diff.TransactionNanos != InputRecord.Absent ? diff.TransactionNanos : diff.EventNanos;
}

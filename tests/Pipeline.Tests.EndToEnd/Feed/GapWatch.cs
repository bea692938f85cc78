using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>Sees by ids alone that a diff does not follow the book, and holds the book to its duty: no longer Synced, at once or once the wait is over.</summary>
internal sealed class GapWatch(long holdNanos)
{
    private long _missingAfter = InputRecord.Absent;
    private long _sinceNanos;
    private bool _isDue;

    public long Seen { get; private set; }

    /// <summary>The record that the book is about to take.</summary>
    public void Before(in InputRecord record, long appliedId, long pipelineNanos)
    {
        var isGap = appliedId != InputRecord.Absent && record.Kind == RecordKind.DepthUpdate
            && record.Depth.FinalUpdateId > appliedId && record.Depth.PreviousFinalUpdateId > appliedId;
        if (isGap && _missingAfter == InputRecord.Absent)
        {
            (_missingAfter, _sinceNanos) = (appliedId, pipelineNanos);
            Seen++;
        }

        _isDue = _missingAfter != InputRecord.Absent && pipelineNanos - _sinceNanos > holdNanos;
        _isDue |= isGap && holdNanos == 0;
    }

    /// <summary>The id in the book after it, Absent unless Synced.</summary>
    public void After(long appliedId)
    {
        // Another id, or none: what was missing came, or the book gave up.
        _missingAfter = appliedId == _missingAfter ? _missingAfter : InputRecord.Absent;
        Invariant.Always(!_isDue || _missingAfter == InputRecord.Absent, $"the gap after id {_missingAfter} is caught");
    }
}

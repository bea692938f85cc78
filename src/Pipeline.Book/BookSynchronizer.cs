using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Decides which diffs and snapshots make up the book, and says on the very record that breaks the chain that it broke.</summary>
/// <remarks>
/// A state machine over update ids: no clock, no input or output. It sees every diff and every snapshot of one instrument in
/// the log's order and is the only writer of its book. A break of one lane's chain is a break at once: holding a diff back
/// for a second lane is not part of it. 0 B allocated a record while Synced. Single writer.
/// </remarks>
public sealed class BookSynchronizer(OrderBook book, BookCounters counters) : IDisposable
{
    private readonly DiffBuffer _waiting = new();
    private long _lastWaitingId = InputRecord.Absent;
    private bool _wasSynced;

    /// <summary>State after the last record.</summary>
    public BookState State { get; private set; }

    /// <summary>Why it is what it is.</summary>
    public BookReason Reason { get; private set; }

    /// <summary>Id that the book stands at while Synced, of the kept snapshot while it awaits its bridge, else Absent.</summary>
    public long LastUpdateId { get; private set; } = InputRecord.Absent;

    /// <summary>Levels of diffs that the last record put into the book.</summary>
    public int LevelsApplied { get; private set; }

    /// <summary>Number of diffs that wait for a snapshot.</summary>
    public int WaitingDiffs => _waiting.Count;

    /// <summary>Takes a diff and its levels, bids first.</summary>
    public BookAction OnDiff(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        LevelsApplied = 0;
        return State switch
        {
            BookState.Synced => Chain(diff, levels),
            BookState.AwaitingBridge => Bridge(diff, levels),
            _ => Keep(diff, levels),
        };
    }

    /// <summary>Takes a snapshot and its levels, bids first.</summary>
    /// <remarks>One that meets a Synced book changes nothing: comparing it is the caller's.</remarks>
    public BookAction OnSnapshot(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        LevelsApplied = 0;
        if (State == BookState.Synced)
        {
            return BookAction.Audited;
        }

        if (State == BookState.AwaitingBridge)
        {
            counters.SnapshotsUnused++;
        }

        return Meet(snapshot, levels);
    }

    /// <summary>The book is no longer right, and neither is anything that waits.</summary>
    public void Invalidate(BookReason reason)
    {
        if (State == BookState.AwaitingBridge)
        {
            counters.SnapshotsUnused++;
        }

        counters.Gaps += State == BookState.Synced ? 1 : 0;
        DropWaiting();
        Leave(reason);
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();

    private BookAction Chain(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var ids = DiffIds.Of(diff);
        if (ids.IsStaleAfter(LastUpdateId))
        {
            counters.Stale++;
            return BookAction.Stale;
        }

        if (!ids.Follows(LastUpdateId))
        {
            counters.Gaps++;
            Leave(BookReason.ChainBroken);
            Keep(diff, levels);
            return BookAction.Broke;
        }

        counters.DepthUpdates++;
        Apply(diff, levels);
        return BookAction.Applied;
    }

    private BookAction Bridge(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var ids = DiffIds.Of(diff);
        if (ids.IsCoveredBy(LastUpdateId))
        {
            counters.Stale++;
            return BookAction.Stale;
        }

        if (!ids.Bridges(LastUpdateId))
        {
            counters.SnapshotsUnused++;
            Leave(BookReason.SnapshotTooOld);
            return Keep(diff, levels);
        }

        counters.BufferedApplied++;
        Apply(diff, levels);
        return Enter();
    }

    private BookAction Keep(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var ids = DiffIds.Of(diff);
        if (_waiting.Count > 0)
        {
            if (ids.IsStaleAfter(_lastWaitingId))
            {
                counters.Stale++;
                return BookAction.Stale;
            }

            if (!ids.Follows(_lastWaitingId))
            {
                DropWaiting();
            }
        }

        counters.BufferDropped += _waiting.Add(diff, levels);
        _lastWaitingId = ids.Final;
        return BookAction.Buffered;
    }

    private BookAction Meet(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        var id = snapshot.Depth.FinalUpdateId;
        while (_waiting.Count > 0 && DiffIds.Of(_waiting.Oldest).IsCoveredBy(id))
        {
            _waiting.RemoveOldest();
        }

        if (_waiting.Count > 0 && !DiffIds.Of(_waiting.Oldest).Bridges(id))
        {
            counters.SnapshotsUnused++;
            Reason = BookReason.SnapshotTooOld;
            return BookAction.SnapshotUnused;
        }

        book.Clear();
        ApplyLevels(snapshot, levels);
        LastUpdateId = id;
        return _waiting.Count == 0 ? Await() : ApplyWaiting();
    }

    private BookAction Await()
    {
        State = BookState.AwaitingBridge;
        Reason = BookReason.None;
        return BookAction.SnapshotKept;
    }

    private BookAction ApplyWaiting()
    {
        foreach (var diff in _waiting)
        {
            Apply(diff, _waiting.Levels(diff));
        }

        counters.BufferedApplied += _waiting.Clear();
        return Enter();
    }

    private BookAction Enter()
    {
        State = BookState.Synced;
        Reason = BookReason.Synced;
        counters.SnapshotsUsed++;
        counters.Resyncs += _wasSynced ? 1 : 0;
        _wasSynced = true;
        return BookAction.SyncedNow;
    }

    private void Leave(BookReason reason)
    {
        State = _wasSynced ? BookState.Invalid : BookState.Buffering;
        Reason = reason;
        LastUpdateId = InputRecord.Absent;
    }

    private void DropWaiting() => counters.BufferDropped += _waiting.Clear();

    private void Apply(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        ApplyLevels(diff, levels);
        LastUpdateId = diff.Depth.FinalUpdateId;
        LevelsApplied += levels.Length;
        counters.LevelUpdates += levels.Length;
    }

    private void ApplyLevels(in InputRecord record, ReadOnlySpan<LevelUpdate> levels) =>
        book.Apply(levels[..record.Depth.BidCount], levels[record.Depth.BidCount..]);
}

using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Decides which diffs and snapshots make up the book, and says on the very record that breaks the chain that it broke.</summary>
/// <remarks>
/// A state machine over update ids: no clock, no input or output. It sees every diff and every snapshot of one instrument in
/// the log's order and is the only writer of its book. 0 B allocated a record while Synced. Single writer.
/// <para>
/// With <paramref name="holdNanos"/> above zero another socket may still bring what one socket lost: a diff that does not
/// follow waits that long in pipeline time, the book stays Synced at its last id, and only then is the chain broken. With
/// zero it breaks at once.
/// </para>
/// </remarks>
public sealed class BookSynchronizer(OrderBook book, BookCounters counters, long holdNanos = 0) : IDisposable
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

    /// <summary>Whether a Synced book waits for diffs that another socket may bring.</summary>
    public bool IsHolding => State == BookState.Synced && _waiting.Count > 0;

    /// <summary>Lets pipeline time pass: what was waited for too long is lost.</summary>
    /// <remarks>Call it before every record that the time comes with.</remarks>
    /// <returns>Whether the chain broke by it.</returns>
    public bool OnTime(long pipelineNanos)
    {
        if (!IsHolding || pipelineNanos - _waiting.Oldest.ReceiveNanos <= holdNanos)
        {
            return false;
        }

        counters.Gaps++;
        DropToLastHole();
        Leave(BookReason.ChainBroken);
        return true;
    }

    /// <summary>Takes a diff and its levels, bids first.</summary>
    /// <param name="diff">The diff.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="pipelineNanos">Running maximum of receive time; without meaning where nothing is held.</param>
    public BookAction OnDiff(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos = 0)
    {
        LevelsApplied = 0;
        return State switch
        {
            BookState.Synced => Chain(diff, levels, pipelineNanos),
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

    private BookAction Chain(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos)
    {
        var ids = DiffIds.Of(diff);
        if (ids.IsStaleAfter(LastUpdateId))
        {
            counters.Stale++;
            return BookAction.Stale;
        }

        if (!ids.Follows(LastUpdateId))
        {
            return holdNanos > 0 ? Hold(diff, levels, pipelineNanos) : Break(diff, levels);
        }

        counters.DepthUpdates++;
        Apply(diff, levels);
        ApplyHeld();
        return BookAction.Applied;
    }

    private BookAction Break(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        counters.Gaps++;
        Leave(BookReason.ChainBroken);
        Keep(diff, levels);
        return BookAction.Broke;
    }

    // Held diffs stand in the order of their last ids; there may be holes between them, which other sockets may fill.
    private BookAction Hold(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos)
    {
        var ids = DiffIds.Of(diff);
        if (_waiting.Count > 0 && ids.IsStaleAfter(_lastWaitingId))
        {
            counters.Stale++;
            return BookAction.Stale;
        }

        var held = diff;
        held.ReceiveNanos = pipelineNanos;
        counters.BufferDropped += _waiting.Add(held, levels);
        _lastWaitingId = ids.Final;
        return BookAction.Held;
    }

    private void ApplyHeld()
    {
        while (_waiting.Count > 0 && DiffIds.Of(_waiting.Oldest).Follows(LastUpdateId))
        {
            var diff = _waiting.Oldest;
            if (!DiffIds.Of(diff).IsStaleAfter(LastUpdateId))
            {
                counters.DepthUpdates++;
                Apply(diff, _waiting.Levels(diff));
            }

            _waiting.RemoveOldest();
        }
    }

    private void DropToLastHole()
    {
        var index = 0;
        var firstAfterHole = 0;
        var last = InputRecord.Absent;
        foreach (var diff in _waiting)
        {
            var ids = DiffIds.Of(diff);
            firstAfterHole = index > 0 && !ids.Follows(last) ? index : firstAfterHole;
            last = ids.Final;
            index++;
        }

        counters.BufferDropped += firstAfterHole;
        for (; firstAfterHole > 0; firstAfterHole--)
        {
            _waiting.RemoveOldest();
        }
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

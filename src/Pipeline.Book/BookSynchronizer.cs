using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Decides which diffs and snapshots make up the book, and says on the very record that breaks the chain that it broke.</summary>
/// <remarks>
/// A state machine over update ids: no clock, no input or output. It sees every diff and every snapshot of one instrument in
/// the log's order and is the only writer of its book. 0 B allocated a record while Synced. Single writer.
/// <para>
/// With <paramref name="holdNanos"/> above zero another socket may still bring what one socket lost: a diff that does not
/// follow waits that long in pipeline time, the book stays Synced at its last id, and only then is the chain broken. With
/// zero there is one socket: its diffs follow each other exactly, or the chain is broken at once.
/// </para>
/// <para>
/// Old ids are judged by their time. Those of an old diff change nothing. Two diffs in a row with old ids and new times, which
/// follow each other, are a venue that began its ids anew: the book is void, and the two begin the next one.
/// </para>
/// </remarks>
public sealed class BookSynchronizer(OrderBook book, BookCounters counters, long holdNanos = 0) : IDisposable
{
    private readonly RecentDiffs _recent = new();
    private readonly KeptDepth _contradiction = new();
    private readonly KeptDepth _spareSnapshot = new();
    private DiffBuffer _waiting = new();
    private DiffBuffer? _sorted = holdNanos > 0 ? new DiffBuffer() : null;
    private DiffClock _clock; // Mutable struct: not readonly.
    private long _lastWaitingId = InputRecord.Absent;
    private int _lastEpoch;
    private bool _chainBegan;
    private bool _spareIsNewer;
    private bool _wasSynced;

    /// <summary>State after the last record.</summary>
    public BookState State { get; private set; }

    /// <summary>Why it is what it is.</summary>
    public BookReason Reason { get; private set; }

    /// <summary>Id that the book stands at while Synced, of the kept snapshot while it awaits its bridge, else Absent.</summary>
    public long LastUpdateId { get; private set; } = InputRecord.Absent;

    /// <summary>Levels of diffs that the last record put into the book.</summary>
    public int LevelsApplied { get; private set; }

    /// <summary>Whether the last diff told that the venue's ids went back; the book may be Synced again by the same record.</summary>
    public bool IdsWentBack { get; private set; }

    /// <summary>Number of diffs that wait for a snapshot.</summary>
    public int WaitingDiffs => _waiting.Count;

    /// <summary>Whether a Synced book waits for diffs that another socket may bring.</summary>
    public bool IsHolding => State == BookState.Synced && _waiting.Count > 0;

    /// <summary>How far the snapshot reached that the book was built on.</summary>
    internal KnownDepth Known { get; private set; } = KnownDepth.Nothing;

    /// <summary>What the last diffs touched.</summary>
    internal RecentDiffs Recent => _recent;

    /// <summary>The newest snapshot that no book was built on.</summary>
    internal KeptDepth SpareSnapshot => _spareSnapshot;

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
        KeepAfterLastHole();
        Leave(BookReason.ChainBroken);
        return true;
    }

    /// <summary>Whether a diff would be taken for a late one: of old ids and an old time.</summary>
    public bool IsLate(in InputRecord diff)
    {
        var last = State == BookState.Synced ? LastUpdateId : _waiting.Count > 0 ? _lastWaitingId : InputRecord.Absent;
        return last != InputRecord.Absent && DiffIds.Of(in diff).IsStaleAfter(last) && _clock.IsLate(in diff);
    }

    /// <summary>Takes a diff and its levels, bids first.</summary>
    /// <param name="diff">The diff.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="pipelineNanos">Running maximum of receive time; without meaning where nothing is held.</param>
    public BookAction OnDiff(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos = 0)
    {
        LevelsApplied = 0;
        IdsWentBack = false;
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
        IdsWentBack = false;
        var isReplaced = State == BookState.AwaitingBridge;
        counters.SnapshotsUnused += isReplaced ? 1 : 0;
        var action = State == BookState.Synced ? BookAction.Audited : Meet(snapshot, levels);
        if (action is BookAction.Audited or BookAction.SnapshotUnused)
        {
            _spareSnapshot.Keep(snapshot, levels);
            _spareIsNewer = _contradiction.IsKept;
        }

        return action;
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
    public void Dispose()
    {
        _recent.Dispose();
        _contradiction.Dispose();
        _spareSnapshot.Dispose();
        _waiting.Dispose();
        _sorted?.Dispose();
    }

    private BookAction Chain(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos)
    {
        if (DiffIds.Of(diff).IsStaleAfter(LastUpdateId))
        {
            return Judge(diff, levels);
        }

        if (!Follows(diff, LastUpdateId))
        {
            return holdNanos > 0 ? Hold(diff, levels, pipelineNanos) : Break(diff, levels);
        }

        counters.DepthUpdates++;
        Apply(diff, levels);
        ApplyHeld();
        return BookAction.Applied;
    }

    // What one socket brings follows exactly; where there are several, or the socket is another one, events are cut elsewhere.
    private bool Follows(in InputRecord diff, long last)
    {
        var ids = DiffIds.Of(diff);
        return holdNanos == 0 && diff.Epoch == _lastEpoch ? ids.FollowsExactly(last) : ids.Follows(last);
    }

    private BookAction Break(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        counters.Gaps++;
        Leave(BookReason.ChainBroken);
        Keep(diff, levels);
        return BookAction.Broke;
    }

    private BookAction Judge(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        if (_clock.IsLate(in diff))
        {
            counters.Stale++;
            return BookAction.Stale;
        }

        if (_contradiction.IsKept && DiffIds.Of(diff).FollowsExactly(_contradiction.Record.Depth.FinalUpdateId))
        {
            return GoBack(diff, levels);
        }

        _contradiction.Keep(diff, levels);
        _spareIsNewer = false;
        return BookAction.Contradicted;
    }

    private BookAction GoBack(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var wasSynced = State == BookState.Synced;
        counters.Gaps += wasSynced ? 1 : 0;
        counters.IdsWentBack++;
        IdsWentBack = true;
        DropWaiting();
        Append(_contradiction.Record, _contradiction.Levels);
        Append(diff, levels);
        var snapshotIsNewer = _spareIsNewer;
        Leave(BookReason.IdsWentBack);

        // One that has both diffs behind it and came before them is of the old ids.
        var hasSnapshot = _spareSnapshot.IsKept && (snapshotIsNewer || !DiffIds.Of(diff).IsCoveredBy(_spareSnapshot.Record.Depth.FinalUpdateId));
        if (hasSnapshot && Meet(_spareSnapshot.Record, _spareSnapshot.Levels) == BookAction.SyncedNow)
        {
            return BookAction.SyncedNow;
        }

        Reason = BookReason.IdsWentBack;
        return wasSynced ? BookAction.Broke : BookAction.Buffered;
    }

    // Held diffs stand as they came; there may be holes between them, which other sockets may fill.
    private BookAction Hold(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos)
    {
        foreach (var earlier in _waiting)
        {
            if (diff.Depth.FirstUpdateId >= earlier.Depth.FirstUpdateId && diff.Depth.FinalUpdateId <= earlier.Depth.FinalUpdateId)
            {
                counters.Stale++;
                return BookAction.Stale;
            }
        }

        var held = diff;
        held.ReceiveNanos = pipelineNanos;
        counters.BufferDropped += _waiting.Add(held, levels);
        return BookAction.Held;
    }

    private void ApplyHeld()
    {
        for (var moved = _waiting.Count > 0; moved;)
        {
            moved = false;
            foreach (var diff in _waiting)
            {
                var ids = DiffIds.Of(diff);
                if (!ids.IsStaleAfter(LastUpdateId) && ids.Follows(LastUpdateId))
                {
                    counters.DepthUpdates++;
                    Apply(diff, _waiting.Levels(diff));
                    moved = true;
                }
            }
        }

        while (_waiting.Count > 0 && DiffIds.Of(_waiting.Oldest).IsStaleAfter(LastUpdateId))
        {
            _waiting.RemoveOldest();
        }
    }

    // Puts what is held in the order of ids; what precedes the last hole is of no use to the next sync.
    private void KeepAfterLastHole()
    {
        var held = _waiting;
        (_waiting, _sorted) = (_sorted!, held);
        for (var last = LastUpdateId; TryFindNext(held, last, out var diff); last = diff.Depth.FinalUpdateId)
        {
            if (_waiting.Count > 0 && !DiffIds.Of(diff).Follows(last))
            {
                DropWaiting();
            }

            Append(diff, held.Levels(diff));
        }

        held.Clear();
    }

    private static bool TryFindNext(DiffBuffer held, long last, out InputRecord next)
    {
        next = default;
        var found = false;
        foreach (var diff in held)
        {
            if (diff.Depth.FinalUpdateId > last && (!found || diff.Depth.FinalUpdateId < next.Depth.FinalUpdateId))
            {
                next = diff;
                found = true;
            }
        }

        return found;
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
        if (!_chainBegan)
        {
            _clock.Start(in diff);
        }

        Apply(diff, levels);
        return Enter();
    }

    private BookAction Keep(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        if (_waiting.Count > 0)
        {
            if (DiffIds.Of(diff).IsStaleAfter(_lastWaitingId))
            {
                return Judge(diff, levels);
            }

            if (!Follows(diff, _lastWaitingId))
            {
                DropWaiting();
            }
        }

        Append(diff, levels);
        _contradiction.Clear();
        return BookAction.Buffered;
    }

    private void Append(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        if (_waiting.Count == 0)
        {
            _clock.Start(in diff);
        }
        else
        {
            _clock.Follow(in diff);
        }

        counters.BufferDropped += _waiting.Add(diff, levels);
        _lastWaitingId = diff.Depth.FinalUpdateId;
        _lastEpoch = diff.Epoch;
    }

    private BookAction Meet(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        var id = snapshot.Depth.FinalUpdateId;
        _chainBegan = _waiting.Count > 0;
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
        Known = KnownDepth.Of(levels, snapshot.Depth.BidCount);
        _recent.Restart(id);
        _spareSnapshot.Clear();
        _contradiction.Clear();
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
        _contradiction.Clear();
    }

    private void DropWaiting() => counters.BufferDropped += _waiting.Clear();

    private void Apply(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        ApplyLevels(diff, levels);
        LastUpdateId = diff.Depth.FinalUpdateId;
        LevelsApplied += levels.Length;
        counters.LevelUpdates += levels.Length;
        _recent.Add(diff, levels);
        _clock.Follow(in diff);
        _lastEpoch = diff.Epoch;
        _contradiction.Clear();
    }

    private void ApplyLevels(in InputRecord record, ReadOnlySpan<LevelUpdate> levels) =>
        book.Apply(levels[..record.Depth.BidCount], levels[record.Depth.BidCount..]);
}

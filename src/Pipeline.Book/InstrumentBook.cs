using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>All that the Book stage does for one instrument: book, synchronisation, ticker check, gap ledger, rows, hashes.</summary>
/// <remarks>
/// What it holds is a function of the instrument's records in the log's order. It knows no clock: pipeline time comes with
/// the record. Single writer. 0 B allocated a record while Synced.
/// </remarks>
public sealed class InstrumentBook : IDisposable
{
    // The flags that one state of the book tells by itself, whoever follows it and whatever came before.
    private const DqFlags OwnFlags =
        DqFlags.NoBid | DqFlags.NoAsk | DqFlags.Crossed | DqFlags.Locked | DqFlags.NotMonotone | DqFlags.OffGrid
        | DqFlags.FewBids | DqFlags.FewAsks | DqFlags.OutsideKnownDepth;

    // The whole book is hashed this seldom: a level behind the tenth that is wrong shows by then, and nobody waits for it.
    private const long CheckpointDiffs = 8_192;

    private readonly BookSynchronizer _synchronizer;
    private readonly TickerCheck _ticker = new();
    private readonly int _instrument;

    // Mutable structs: do not make them readonly.
    private RunningHash _bookHash;
    private BookFrame _frame;
    private KnownDepth _known = KnownDepth.Nothing;
    private long _frames;
    private int _bidCount;
    private int _askCount;
    private bool _auditDisagrees;
    private long _pipelineNanos = InputRecord.Absent;
    private long _lastAppliedNanos = InputRecord.Absent;
    private BookResult _last;

    /// <summary>An empty book for the instrument at <paramref name="instrumentIndex"/> of the run's table.</summary>
    public InstrumentBook(int instrumentIndex, InstrumentBookOptions options)
    {
        _instrument = instrumentIndex;
        Book = new OrderBook(options.WindowTicks);
        _synchronizer = new BookSynchronizer(Book, Counters, options.HoldNanos);
        Show();
    }

    /// <summary>The book. Equal to the venue's only while <see cref="State"/> is Synced.</summary>
    public OrderBook Book { get; }

    /// <summary>What makes the book's integers those of the hashes. Default: they are.</summary>
    public BookUnits Units { get; init; } = BookUnits.E8;

    /// <summary>State after the last record.</summary>
    public BookState State => _synchronizer.State;

    /// <summary>Why it is what it is.</summary>
    public BookReason Reason => _synchronizer.Reason;

    /// <summary>What was counted.</summary>
    public BookCounters Counters { get; } = new();

    /// <summary>Comparisons with the venue's ticker.</summary>
    public TickerCheck Ticker => _ticker;

    /// <summary>The stretches in which the book was not known.</summary>
    public GapLedger Gaps { get; } = new();

    /// <summary>Pipeline time of the last sync, or Absent.</summary>
    public long SyncNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Number of syncs after the first.</summary>
    public int SessionId => (int)Counters.Resyncs;

    /// <summary>Last id in the book, Absent unless Synced.</summary>
    public long AppliedUpdateId => State == BookState.Synced ? _synchronizer.LastUpdateId : InputRecord.Absent;

    /// <summary>Fold of <see cref="FrameHash"/> over every sync and applied diff, and of the whole book at checkpoints and at the end.</summary>
    public ulong BookHash => _bookHash.Value;

    /// <summary>
    /// XXH3-64 of what the last sync or applied diff left: instrument, u, state, the book's own flags, ten levels a side in
    /// units of 1e-8. It depends on nothing before, so two runs that began at different moments agree at every id that both
    /// applied.
    /// </summary>
    public ulong FrameHash { get; private set; }

    /// <summary>Takes any record of this instrument and fills <paramref name="result"/>, all of it.</summary>
    /// <param name="record">The record. Kinds other than diffs, snapshots and tickers move only time.</param>
    /// <param name="levels">Its levels, bids first; empty where it has none.</param>
    /// <param name="pipelineNanos">Running maximum of receive time.</param>
    /// <param name="result">The record's slot. Its Row is NoRow: whoever keeps the rows says which.</param>
    /// <returns>Whether a row is to be cut with <see cref="CutRow"/>, before the next record.</returns>
    public bool Process(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos, ref BookResult result)
    {
        _pipelineNanos = pipelineNanos;
        _last.Action = BookAction.None;
        _last.LevelsApplied = 0;
        PassTime();
        Handle(record, levels);

        // A comparison that this diff decides counts from the next record on, so the flags are told before it.
        _last.DqFlags = Flags(record);
        if (_last.Action == BookAction.Applied)
        {
            CheckTop();
        }

        _last.PipelineNanos = pipelineNanos;
        _last.Row = BookResult.NoRow;
        result = _last;
        return _last.Action == BookAction.Applied && _bidCount > 0 && _askCount > 0;
    }

    /// <summary>Fills the Book part of a row with what <paramref name="record"/>, the last one processed, left behind, and numbers it.</summary>
    public void CutRow(in InputRecord record, ref RowBook row)
    {
        CopyState(in record, ref row);
        row.Number = (int)++Counters.Rows;
    }

    /// <summary>The same without a number: a state that is no row, as a sync leaves it.</summary>
    public void CopyState(in InputRecord record, ref RowBook row)
    {
        row.BidTicks = _frame.BidTicks;
        row.BidLots = _frame.BidLots;
        row.AskTicks = _frame.AskTicks;
        row.AskLots = _frame.AskLots;
        row.UpdateId = AppliedUpdateId;
        row.ReceiveNanos = record.ReceiveNanos;
        row.EventNanos = record.EventNanos;
        row.TransactionNanos = record.TransactionNanos;
        (row.DepthBidLots, row.DepthAskLots) = Book.DepthWithin5Bps();
        row.DqFlags = _last.DqFlags | ((DqFlags)_frame.Flags & DqFlags.OutsideKnownDepth);
        row.SessionId = SessionId;
        row.Number = 0;
        row.Instrument = (short)_instrument;
        row.BidCount = (byte)_bidCount;
        row.AskCount = (byte)_askCount;
    }

    /// <summary>Something outside the chain makes the book wrong: a lost connection, a hole in the log, another grid.</summary>
    /// <param name="reason">What.</param>
    /// <param name="record">The record that says so; give it to <see cref="Process"/> afterwards.</param>
    public void MarkInvalid(BookReason reason, in InputRecord record)
    {
        var wasSynced = State == BookState.Synced;
        var lastUpdateId = _synchronizer.LastUpdateId;
        _synchronizer.Invalidate(reason);
        if (wasSynced)
        {
            Gaps.Open(reason, _lastAppliedNanos, lastUpdateId, Math.Max(_pipelineNanos, record.ReceiveNanos));
        }

        Show();
    }

    /// <summary>The input has ended: decides the comparisons that are open, and folds the whole book into its hash.</summary>
    public void Finish()
    {
        _ticker.Finish();
        _bookHash.Add(WholeBookHash());
    }

    /// <summary>XXH3-64 fold of the whole book: id and state, then bids and asks, best first, each side closed by its count.</summary>
    public ulong WholeBookHash()
    {
        var hash = new RunningHash();
        hash.Add((long)_instrument);
        hash.Add(AppliedUpdateId);
        hash.Add((long)State);
        AddSide(ref hash, Book.Bids, Units);
        AddSide(ref hash, Book.Asks, Units);
        return hash.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _synchronizer.Dispose();
        _ticker.Dispose();
        Book.Dispose();
    }

    // A record that ends a wait tells of the break, whatever it does to the book that is no longer synced.
    private void PassTime()
    {
        var lastUpdateId = _synchronizer.LastUpdateId;
        if (_synchronizer.OnTime(_pipelineNanos))
        {
            Gaps.Open(Reason, _lastAppliedNanos, lastUpdateId, _pipelineNanos);
            _last.Action = BookAction.Broke;
            Show();
        }
    }

    private void Handle(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        switch (record.Kind)
        {
            case RecordKind.DepthUpdate:
                OnDiff(record, levels);
                break;
            case RecordKind.DepthSnapshot:
                OnSnapshot(record, levels);
                break;
            case RecordKind.BookTicker:
                _ticker.OnTicker(record.Ticker);
                break;
            default:
                break;
        }
    }

    private void OnDiff(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var lastUpdateId = _synchronizer.LastUpdateId;
        var action = _synchronizer.OnDiff(diff, levels, _pipelineNanos);
        if (action == BookAction.Broke)
        {
            Gaps.Open(Reason, _lastAppliedNanos, lastUpdateId, _pipelineNanos);
        }

        Take(action);
    }

    private void OnSnapshot(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        var action = _synchronizer.OnSnapshot(snapshot, levels);
        if (action == BookAction.Audited)
        {
            Audit(snapshot, levels);
        }
        else if (action is BookAction.SyncedNow or BookAction.SnapshotKept)
        {
            _known = KnownDepth.Of(levels, snapshot.Depth.BidCount);
        }

        Take(action);
    }

    private void Take(BookAction action)
    {
        _last.Action = _last.Action == BookAction.Broke && action is BookAction.Buffered or BookAction.Stale ? BookAction.Broke : action;
        _last.LevelsApplied = _synchronizer.LevelsApplied;
        if (action == BookAction.SyncedNow)
        {
            SyncNanos = _pipelineNanos;
            _auditDisagrees = false;
            Gaps.Close(_pipelineNanos, _synchronizer.LastUpdateId);
        }

        if (action is BookAction.SyncedNow or BookAction.Applied)
        {
            _lastAppliedNanos = _pipelineNanos;
            TakeFrame();
        }

        Show();
    }

    private void TakeFrame()
    {
        _frame.Instrument = _instrument;
        _frame.UpdateId = _synchronizer.LastUpdateId;
        _frame.State = (long)State;
        _bidCount = CopyTop(Book.Bids, _frame.BidTicks, _frame.BidLots);
        _askCount = CopyTop(Book.Asks, _frame.AskTicks, _frame.AskLots);
        _frame.Flags = (long)((TopFlags() | When(!_known.Covers(in _frame, _bidCount, _askCount), DqFlags.OutsideKnownDepth)) & OwnFlags);

        var hash = new RunningHash();
        if (Units == BookUnits.E8)
        {
            hash.Add(in _frame);
        }
        else
        {
            hash.Add(_frame.In(Units));
        }

        FrameHash = hash.Value;
        _bookHash.Add(FrameHash);
        if (++_frames % CheckpointDiffs == 0)
        {
            _bookHash.Add(WholeBookHash());
        }
    }

    private void Show()
    {
        var synced = State == BookState.Synced;
        _last.State = State;
        _last.Reason = Reason;
        _last.AppliedUpdateId = AppliedUpdateId;
        _last.BidTicks = synced ? _frame.BidTicks[0] : 0;
        _last.AskTicks = synced ? _frame.AskTicks[0] : 0;
        _last.GapId = Gaps.LastId;
        _last.BookHash = BookHash;
    }

    private void CheckTop() => _ticker.OnDiff(new TopOfBook(
        _frame.UpdateId, _frame.BidTicks[0], _frame.BidLots[0], _frame.AskTicks[0], _frame.AskLots[0]));

    private void Audit(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        Counters.SnapshotsAudited++;
        if (snapshot.Depth.FinalUpdateId != _synchronizer.LastUpdateId)
        {
            return;
        }

        var bids = snapshot.Depth.BidCount;
        _auditDisagrees = !SnapshotAudit.Agrees(Book, levels[..bids], levels[bids..]);
        Counters.SnapshotsCompared++;
        Counters.AuditMismatches += _auditDisagrees ? 1 : 0;
    }

    private DqFlags Flags(in InputRecord record) =>
        (State == BookState.Synced ? TopFlags() : DqFlags.NotSynced)
        | When(Gaps.IsOpen, DqFlags.Gap)
        | When(_auditDisagrees, DqFlags.AuditMismatch)
        | When(_ticker.Disagrees, DqFlags.TickerMismatch)
        | When((record.Flags & RecordFlags.Salvaged) != 0, DqFlags.Salvaged)
        | When((record.Flags & RecordFlags.Synthetic) != 0, DqFlags.Synthetic);

    private DqFlags TopFlags()
    {
        var bothSides = _bidCount > 0 && _askCount > 0;
        return When(_bidCount == 0, DqFlags.NoBid)
            | When(_askCount == 0, DqFlags.NoAsk)
            | When(bothSides && _frame.BidTicks[0] > _frame.AskTicks[0], DqFlags.Crossed)
            | When(bothSides && _frame.BidTicks[0] == _frame.AskTicks[0], DqFlags.Locked)
            | When(_bidCount < FeatureRow.Levels, DqFlags.FewBids)
            | When(_askCount < FeatureRow.Levels, DqFlags.FewAsks);
    }

    private static DqFlags When(bool condition, DqFlags flag) => condition ? flag : DqFlags.None;

    private static int CopyTop(BookSide side, Span<long> ticks, Span<long> lots)
    {
        var count = side.CopyTop(ticks, lots);
        ticks[count..].Clear();
        lots[count..].Clear();
        return count;
    }

    private static void AddSide(ref RunningHash hash, BookSide side, BookUnits units)
    {
        var count = 0L;
        foreach (var level in side)
        {
            hash.Add(new LevelUpdate { PriceTicks = level.PriceTicks * units.Price, SizeLots = level.SizeLots * units.Size });
            count++;
        }

        hash.Add(count);
    }
}

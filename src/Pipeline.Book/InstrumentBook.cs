using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>All that the Book stage does for one instrument: book, synchronisation, ticker check, audits, doubt, trades' ids, gap ledger, rows, hashes.</summary>
/// <remarks>
/// What it holds is a function of the instrument's records in the log's order. It knows no clock: pipeline time comes with
/// the record. Single writer. 0 B allocated a record while Synced.
/// </remarks>
public sealed class InstrumentBook : IDisposable
{
    private static readonly Instrument Plain = new()
    {
        Market = Market.None,
        Symbol = "",
        TickMantissa = 1,
        PriceDecimals = 0,
        LotMantissa = 1,
        SizeDecimals = 0,
    };

    // The flags that one state of the book tells by itself, whoever follows it and whatever came before.
    private const DqFlags OwnFlags =
        DqFlags.NoBid | DqFlags.NoAsk | DqFlags.Crossed | DqFlags.Locked | DqFlags.NotMonotone | DqFlags.OffGrid
        | DqFlags.FewBids | DqFlags.FewAsks | DqFlags.OutsideKnownDepth;

    // The whole book is hashed this seldom: a level behind the tenth that is wrong shows by then, and nobody waits for it.
    private const long CheckpointDiffs = 8_192;

    private readonly BookSynchronizer _synchronizer;
    private readonly TickerCheck _ticker = new();
    private readonly SnapshotAudit _audit = new();
    private readonly int _instrument;
    private readonly Instrument _grid;
    private readonly OffGridCount _offGrid;

    // Mutable structs: do not make them readonly.
    private RunningHash _bookHash;
    private BookFrame _frame;
    private BookDoubts _doubts;
    private long _frames;
    private int _bidCount;
    private int _askCount;
    private bool _auditIsDue;
    private bool _ranksAreKnown;
    private long _pipelineNanos = InputRecord.Absent;
    private long _lastAppliedNanos = InputRecord.Absent;
    private DqFlags _dqFlags;

    // What a record that does nothing to the book tells of it.
    private BookResult _standing;

    /// <summary>An empty book for the instrument at <paramref name="instrumentIndex"/> of the run's table.</summary>
    /// <param name="instrumentIndex">Index in the run's table.</param>
    /// <param name="options">How it is kept.</param>
    /// <param name="instrument">The instrument; without one a tick and a lot are one unit of 1.</param>
    public InstrumentBook(int instrumentIndex, InstrumentBookOptions options, Instrument? instrument = null)
    {
        _instrument = instrumentIndex;
        _grid = instrument ?? Plain;
        _offGrid = new OffGridCount(_grid);
        Units = instrument is null ? BookUnits.E8 : BookUnits.Of(instrument);
        Book = new OrderBook(options.WindowTicks, _grid.TickMantissa);
        _synchronizer = new BookSynchronizer(Book, Counters, options.HoldNanos);
        _standing = Standing();
    }

    /// <summary>The book. Equal to the venue's only while <see cref="State"/> is Synced.</summary>
    public OrderBook Book { get; }

    /// <summary>What makes the book's integers those of the hashes. Default: as the instrument says; without one they are.</summary>
    public BookUnits Units { get; init; }

    /// <summary>State after the last record.</summary>
    public BookState State => _synchronizer.State;

    /// <summary>Why it is what it is.</summary>
    public BookReason Reason => _synchronizer.Reason;

    /// <summary>What was counted.</summary>
    public BookCounters Counters { get; } = new();

    /// <summary>Comparisons with the venue's ticker.</summary>
    public TickerCheck Ticker => _ticker;

    /// <summary>The instrument's trades.</summary>
    public TradeStream Trades { get; } = new();

    /// <summary>Why a Synced book is doubted, or None.</summary>
    public BookDoubt Doubt => _doubts.Doubt;

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

    /// <summary>Whether a record is late, or was delivered before: its receive time says nothing of the clock.</summary>
    public bool IsRepeat(in InputRecord record) => record.Kind switch
    {
        RecordKind.DepthUpdate => _synchronizer.IsLate(in record),
        RecordKind.BookTicker => _ticker.IsStale(in record.Ticker),
        RecordKind.Trade or RecordKind.AggTrade => TradeStream.Has(in record) && Trades.IsOld(in record),
        _ => false,
    };

    /// <summary>Takes any record of this instrument and fills <paramref name="result"/>, all of it.</summary>
    /// <param name="record">The record. Kinds other than diffs, snapshots and tickers move only time.</param>
    /// <param name="levels">Its levels, bids first; empty where it has none.</param>
    /// <param name="pipelineNanos">Pipeline time.</param>
    /// <param name="result">The record's slot. Its Row is NoRow: whoever keeps the rows says which.</param>
    /// <param name="stamp">What its receive time says.</param>
    /// <returns>Whether a row is to be cut with <see cref="CutRow"/>, before the next record.</returns>
    public bool Process(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos, ref BookResult result, StampNews stamp = StampNews.Good)
    {
        _pipelineNanos = pipelineNanos;
        _offGrid.Count(record, levels, Counters);

        // Copied whole before anything is told in it: whoever reads at once many bytes that were just written one by one waits for them.
        result = _standing;
        result.PipelineNanos = pipelineNanos;
        result.Stamp = stamp;
        PassTime(ref result);
        Handle(record, levels, ref result);

        // A comparison that this diff decides counts from the next record on, so the flags are told before it.
        var flags = Flags(record, stamp);
        var isApplied = result.Action == BookAction.Applied;
        if (isApplied)
        {
            CheckTop(record);
        }

        SettleDoubt((flags & DqFlags.Crossed) != 0);
        _dqFlags = flags | When(_doubts.Doubt != BookDoubt.None, DqFlags.AuditMismatch);
        result.DqFlags = _dqFlags;
        result.Doubt = _doubts.Doubt;
        return isApplied && _bidCount > 0 && _askCount > 0;
    }

    /// <summary>Fills the Book part of a row with what <paramref name="record"/>, the last one processed, left behind, and numbers it.</summary>
    public void CutRow(in InputRecord record, ref RowBook row)
    {
        CopyState(in record, ref row);
        row.Number = (int)++Counters.Rows;
        Counters.RowsBeyondSnapshot += _ranksAreKnown ? 0 : 1;
        Counters.RowsBeyondShallowSnapshot += !_ranksAreKnown && _synchronizer.Known.IsShallow ? 1 : 0;
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
        var (bidDepth, askDepth) = Book.DepthWithin5Bps();
        row.DepthBid = _grid.Size(bidDepth);
        row.DepthAsk = _grid.Size(askDepth);
        row.DqFlags = _dqFlags | ((DqFlags)_frame.Flags & DqFlags.OutsideKnownDepth);
        row.SessionId = SessionId;
        row.Number = 0;
        row.Instrument = (short)_instrument;
        row.BidCount = (byte)_bidCount;
        row.AskCount = (byte)_askCount;
    }

    /// <summary>Something outside the chain makes the book wrong: a lost connection, a hole in the log, another grid.</summary>
    /// <param name="reason">What.</param>
    /// <param name="pipelineNanos">Pipeline time of the record that says so; give the record to <see cref="Process"/> afterwards.</param>
    public void MarkInvalid(BookReason reason, long pipelineNanos)
    {
        var wasSynced = State == BookState.Synced;
        var lastUpdateId = _synchronizer.LastUpdateId;
        _synchronizer.Invalidate(reason);
        if (wasSynced)
        {
            Gaps.Open(reason, _lastAppliedNanos, lastUpdateId, pipelineNanos);
        }

        ForgetDoubt();
        _standing = Standing();
    }

    /// <summary>The input has ended: decides the comparisons that are open, and folds the whole book into its hash.</summary>
    public void Finish()
    {
        _ticker.Finish();
        SettleDoubt((_dqFlags & DqFlags.Crossed) != 0);
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
        _audit.Dispose();
        Book.Dispose();
    }

    // A record that ends a wait tells of the break, whatever it does to the book that is no longer synced.
    private void PassTime(ref BookResult result)
    {
        var lastUpdateId = _synchronizer.LastUpdateId;
        if (_synchronizer.OnTime(_pipelineNanos))
        {
            Gaps.Open(Reason, _lastAppliedNanos, lastUpdateId, _pipelineNanos);
            result.Action = BookAction.Broke;
            ForgetDoubt();
            Show(ref result);
        }
    }

    private void Handle(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, ref BookResult result)
    {
        switch (record.Kind)
        {
            case RecordKind.DepthUpdate:
                OnDiff(record, levels, ref result);
                break;
            case RecordKind.DepthSnapshot:
                OnSnapshot(record, levels, ref result);
                break;
            case RecordKind.BookTicker:
                _ticker.OnTicker(record.Ticker);
                break;
            case RecordKind.Trade or RecordKind.AggTrade:
                OnTrade(record, ref result);
                break;
            default:
                break;
        }
    }

    private void OnDiff(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels, ref BookResult result)
    {
        var lastUpdateId = _synchronizer.LastUpdateId;
        var wasSynced = State == BookState.Synced;
        var action = _synchronizer.OnDiff(diff, levels, _pipelineNanos);
        if (_synchronizer.IdsWentBack)
        {
            _ticker.Restart();
            Trades.Restart();
        }

        if (wasSynced && (action == BookAction.Broke || _synchronizer.IdsWentBack))
        {
            Gaps.Open(_synchronizer.IdsWentBack ? BookReason.IdsWentBack : Reason, _lastAppliedNanos, lastUpdateId, _pipelineNanos);
            ForgetDoubt();
        }

        Take(action, ref result);
        if (_synchronizer.IdsWentBack)
        {
            // Told in the slot of the record that broke it, though its snapshot may have made the book Synced again.
            _standing.Reason = BookReason.IdsWentBack;
            result.Reason = BookReason.IdsWentBack;
        }
        else if (_auditIsDue && action == BookAction.Applied && _synchronizer.LastUpdateId >= _synchronizer.SpareSnapshot.Record.Depth.FinalUpdateId)
        {
            Audit();
        }
    }

    private void OnSnapshot(in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels, ref BookResult result)
    {
        var action = _synchronizer.OnSnapshot(snapshot, levels);
        Take(action, ref result);
        if (action != BookAction.Audited)
        {
            return;
        }

        Counters.SnapshotsAudited++;
        _auditIsDue = snapshot.Depth.FinalUpdateId > _synchronizer.LastUpdateId;
        if (!_auditIsDue)
        {
            Audit();
        }
    }

    private void OnTrade(in InputRecord record, ref BookResult result)
    {
        if (!TradeStream.Has(in record))
        {
            return;
        }

        var (news, counts) = Trades.Take(in record);
        result.Trade = news;
        result.CountsAsTrade = counts ? (byte)1 : (byte)0;
        if (news == TradeNews.Redelivered && (record.Flags & RecordFlags.Filtered) == 0)
        {
            Counters.Redelivered++;
            result.Action = result.Action == BookAction.None ? BookAction.Redelivered : result.Action;
        }
    }

    private void Take(BookAction action, ref BookResult result)
    {
        result.Action = result.Action == BookAction.Broke && action is BookAction.Buffered or BookAction.Stale or BookAction.Contradicted ? BookAction.Broke : action;
        result.LevelsApplied = _synchronizer.LevelsApplied;
        if (action == BookAction.SyncedNow)
        {
            SyncNanos = _pipelineNanos;
            ForgetDoubt();
            _ticker.OnSync(_synchronizer.LastUpdateId);
            Gaps.Close(_pipelineNanos, _synchronizer.LastUpdateId);
        }

        if (action is BookAction.SyncedNow or BookAction.Applied)
        {
            _lastAppliedNanos = _pipelineNanos;
            TakeFrame();
        }

        Show(ref result);
    }

    private void TakeFrame()
    {
        _frame.Instrument = _instrument;
        _frame.UpdateId = _synchronizer.LastUpdateId;
        _frame.State = (long)State;
        _bidCount = CopyTop(Book.Bids, _frame.BidTicks, _frame.BidLots);
        _askCount = CopyTop(Book.Asks, _frame.AskTicks, _frame.AskLots);
        var known = _synchronizer.Known;
        _ranksAreKnown = known.CoversRanks(in _frame, _bidCount, _askCount);
        var isKnown = _ranksAreKnown && known.CoversBands(in _frame, _bidCount, _askCount, _grid.TickMantissa);
        _frame.Flags = (long)((TopFlags() | When(!isKnown, DqFlags.OutsideKnownDepth)) & OwnFlags);

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

    private void Show(ref BookResult result)
    {
        _standing = Standing();
        result.State = _standing.State;
        result.Reason = _standing.Reason;
        result.AppliedUpdateId = _standing.AppliedUpdateId;
        result.BidTicks = _standing.BidTicks;
        result.AskTicks = _standing.AskTicks;
        result.GapId = _standing.GapId;
        result.BookHash = _standing.BookHash;
    }

    private BookResult Standing()
    {
        var synced = State == BookState.Synced;
        return new BookResult
        {
            Row = BookResult.NoRow,
            State = State,
            Reason = Reason,
            AppliedUpdateId = AppliedUpdateId,
            BidTicks = synced ? _frame.BidTicks[0] : 0,
            AskTicks = synced ? _frame.AskTicks[0] : 0,
            GapId = Gaps.LastId,
            BookHash = BookHash,
        };
    }

    private void CheckTop(in InputRecord diff)
    {
        var isSpot = (diff.Flags & RecordFlags.ChainedByPrevious) == 0;
        _ticker.OnDiff(new TopOfBook(_frame.UpdateId, _frame.BidTicks[0], _frame.BidLots[0], _frame.AskTicks[0], _frame.AskLots[0]), isSpot);
    }

    // The snapshot was kept: it may have had to wait for the diff that brings the book to its id.
    private void Audit()
    {
        _auditIsDue = false;
        var snapshot = _synchronizer.SpareSnapshot;
        if (!_audit.TryCompare(Book, _synchronizer.Known, _synchronizer.Recent, snapshot.Record, snapshot.Levels))
        {
            return;
        }

        Counters.Audits++;
        Counters.AuditLevels += _audit.Levels;
        Counters.AuditMismatches += _audit.Agrees ? 0 : 1;
        _doubts.OnAudit(_audit.Agrees, _ticker);
    }

    private void ForgetDoubt()
    {
        _doubts.Clear();
        _auditIsDue = false;
    }

    private void SettleDoubt(bool isCrossed)
    {
        if (State == BookState.Synced)
        {
            _doubts.OnRecord(isCrossed, _pipelineNanos, _ticker);
        }
    }

    private DqFlags Flags(in InputRecord record, StampNews stamp) =>
        (State == BookState.Synced ? TopFlags() : DqFlags.NotSynced)
        | When(Gaps.IsOpen, DqFlags.Gap)
        | When(_ticker.Disagrees, DqFlags.TickerMismatch)
        | When(stamp is StampNews.Wrong or StampNews.OffTime && record.Kind == RecordKind.DepthUpdate, DqFlags.BadTimestamp)
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

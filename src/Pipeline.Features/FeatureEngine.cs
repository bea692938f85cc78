using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Features.Columns;
using Pipeline.Features.Kernels;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features;

/// <summary>The streaming columns of one instrument, row by row: the one implementation for live, replay and the data set.</summary>
/// <remarks>
/// Single writer. No clock: time is pipeline time, the running maximum of receive time over the whole log, so windows follow the order of the
/// log and never go back; a wrong receive time is a column and nothing more. Allocates nothing once its windows have seen their busiest second.
/// Calls come in the order of the log: <see cref="OnSync"/>, then trades and depth events as they were received, then
/// <see cref="OnInvalid"/> when the book leaves Synced. <see cref="OnTicker"/>, <see cref="OnTradeOf"/> and <see cref="OnConnection"/>
/// tell how long a mid stands.
/// </remarks>
public sealed class FeatureEngine
{
    private const long LongestWindowNanos = 300 * Nanos.Second;
    private const double NanosPerMs = Nanos.Millisecond;

    // Twice it, and ten differences times ten sizes in 128 bits, cannot overflow: at 1e-8 some eleven billion.
    private const long MaxPrice = 1L << 60;

    // The values and, behind them, the mask, the flags and the cause: what rowHash covers.
    private const int HashedBytes = ((int)FeatureId.Count + 2) * sizeof(double);

    private readonly BookColumns _bookColumns;
    private readonly FlowColumns _flowColumns;
    private readonly Quality _quality;
    private readonly RankKernel _kernel;
    private readonly DepthWindow _depth;
    private readonly TradeWindows _trades = new();
    private readonly TradeHoles _tradeHoles = new();
    private readonly MidHistory _mids = new();
    private readonly SecondGrid _seconds = new();
    private readonly ClockOffset _offset = new();
    private readonly long _staleNanos;
    private readonly MidLife _life;
    private RunningHash _rowHash; // Mutable struct: not readonly.
    private RowBook _state;
    private int _stateRanks;
    private bool _isStateShort;
    private bool _synced;
    private bool _hasRow;
    private long _nowNanos;
    private long _syncNanos;
    private long _tradesFromNanos;
    private long _lastTradeId;
    private RecordKind _tradeKind;
    private bool _hasAggregates;
    private bool _beginsLater;
    private long _lastDepthNanos;
    private long _lastRowNanos;

    /// <summary>An engine without a book: the first call must be <see cref="OnSync"/>.</summary>
    public FeatureEngine(Instrument instrument, FeatureOptions options)
        : this(instrument, options, null)
    {
    }

    /// <summary>The same in a log that tells of connections: <paramref name="lanes"/> says which are alive.</summary>
    public FeatureEngine(Instrument instrument, FeatureOptions options, LaneLives? lanes)
    {
        _life = new MidLife(options.Parameters.HoldMs * Nanos.Millisecond, lanes);
        _kernel = RankKernel.Create(options.Kernel);
        _depth = new DepthWindow(_kernel);
        _bookColumns = new BookColumns(instrument, options.Parameters.ImpactNotional);
        _flowColumns = new FlowColumns(instrument, _kernel, _depth, _trades, _tradeHoles);
        _quality = new Quality(options.Parameters);
        _staleNanos = options.Parameters.StaleMaxMs * Nanos.Millisecond;
    }

    /// <summary>Width of the kernels in use.</summary>
    public KernelWidth Kernel => _kernel.Width;

    /// <summary>rowHash after the last row; 0 before the first.</summary>
    public ulong RowHash => _rowHash.Value;

    /// <summary>The book became Synced at <paramref name="syncNanos"/>: windows are empty and warm up from there.</summary>
    /// <param name="stateAfterSync">The levels left by the snapshot and its buffered diffs: the first row's "old" state.</param>
    /// <param name="syncNanos">Pipeline time of the record that made it Synced.</param>
    /// <param name="beginsLater">Whether that record moved no time: windows begin at the next one.</param>
    public void OnSync(in RowBook stateAfterSync, long syncNanos, bool beginsLater = false)
    {
        _synced = true;
        EmptyWindows(syncNanos, beginsLater);
        _lastDepthNanos = beginsLater ? long.MinValue : stateAfterSync.ReceiveNanos;
        _life.OnSync(syncNanos, stateAfterSync.UpdateId);

        var measures = default(RankMeasures);
        var unused = default(TenLongs);
        _kernel.Measure(in stateAfterSync, in stateAfterSync, ref measures, ref unused);
        Keep(in stateAfterSync, in measures);
    }

    /// <summary>The receiving clock has stepped: every window begins anew, and the minimum behind the clock offset too.</summary>
    public void OnClockStep()
    {
        EmptyWindows(_nowNanos, beginsLater: true);
        _life.Forget();
    }

    /// <summary>The book left Synced: trades are ignored until the next sync, which empties every window.</summary>
    public void OnInvalid()
    {
        _synced = false;
        _life.OnInvalid();
    }

    /// <summary>A trade, counted at <paramref name="nowNanos"/>, pipeline time. The caller has filtered what is no market trade.</summary>
    public void OnTrade(long nowNanos, long sizeLots, bool buyerIsMaker)
    {
        if (_synced)
        {
            PassTime(nowNanos);
            _trades.Add(_nowNanos, sizeLots, buyerIsMaker);
        }
    }

    /// <summary>A trade or aggregate of any state of the book, in the order of the log, with what its id says.</summary>
    /// <param name="record">The trade.</param>
    /// <param name="news">What its id says.</param>
    /// <param name="counts">Whether it is one of those that features are made of: not filtered, and of the kind in use.</param>
    /// <param name="pipelineNanos">Pipeline time.</param>
    public void OnTrade(in InputRecord record, TradeNews news, bool counts, long pipelineNanos)
    {
        if (news == TradeNews.Redelivered || (record.Kind == RecordKind.AggTrade && _tradeKind == RecordKind.Trade))
        {
            return;
        }

        PassTime(pipelineNanos);
        if (counts && record.Kind != _tradeKind)
        {
            ChangeTradeKind(record.Kind);
        }

        NoteTradeId(in record, news);
        if (counts && _synced)
        {
            _hasAggregates = record.Kind == RecordKind.AggTrade;
            _trades.Add(_nowNanos, record.Trade.SizeLots, (record.Flags & RecordFlags.BuyerIsMaker) != 0, TradesIn(in record));
        }
    }

    /// <summary>The market traded, whether windows count the record or not: a diff must follow, or the mid ends.</summary>
    public void OnTradeOf(long nowNanos) => _life.OnTrade(nowNanos);

    /// <summary>The venue told of its top at <paramref name="updateId"/>: the diff that reaches it must follow, or the mid ends.</summary>
    public void OnTicker(long nowNanos, long updateId) => _life.OnTicker(nowNanos, updateId);

    /// <summary>A connection's state is about to be told to the lanes.</summary>
    public void OnConnection(long nowNanos) => _life.Settle(nowNanos);

    /// <summary>A diff was applied that left a side without a level: it cuts no row, but it is a book state of every window.</summary>
    public void OnOneSided(in RowBook book, long levelsTouched) => OnOneSided(in book, levelsTouched, book.ReceiveNanos);

    /// <inheritdoc cref="OnOneSided(in RowBook, long)"/>
    public void OnOneSided(in RowBook book, long levelsTouched, long pipelineNanos, int connection = 0)
    {
        Invariant.Debug(_synced, "a depth event outside Synced");
        PassTime(pipelineNanos);
        _life.OnDiff(_nowNanos, book.UpdateId, connection);
        Keep(in book, in _depth.Add(_nowNanos, in _state, in book, levelsTouched, 0, _isStateShort));
        NoteDepthTime(in book);
        if (book.EventNanos > 0 && HasGoodTime(in book))
        {
            _offset.Add(_nowNanos, book.ReceiveNanos - book.EventNanos);
        }
    }

    /// <summary>A diff was applied and cut a row: reads its Book part, fills its Features part.</summary>
    public void OnRow(ref FeatureRow row, long levelsTouched) => OnRow(ref row, levelsTouched, row.Book.ReceiveNanos);

    /// <inheritdoc cref="OnRow(ref FeatureRow, long)"/>
    public void OnRow(ref FeatureRow row, long levelsTouched, long pipelineNanos, int connection = 0)
    {
        Invariant.Debug(_synced, "a depth event outside Synced");
        ref readonly var book = ref row.Book;
        ref var features = ref row.Features;
        features = default;
        PassTime(pipelineNanos);
        var inRange = IsInRange(in book);
        var ranks = inRange ? Math.Min(_stateRanks, Math.Min(book.BidCount, book.AskCount)) : 0;
        ref readonly var measures = ref _depth.Add(_nowNanos, in _state, in book, levelsTouched, ranks, _isStateShort);
        features.DqFlags = book.DqFlags | Flags(in book, inRange);
        if (inRange)
        {
            features.ValidMask = WriteColumns(in book, in measures, ref features);
            _life.OnRow(_nowNanos, book.UpdateId, connection);
        }
        else
        {
            _life.OnDiff(_nowNanos, book.UpdateId, connection);
        }

        Keep(in book, in measures);
        NoteDepthTime(in book);
        _lastRowNanos = _nowNanos;
        _hasRow = true;
        Seal(ref features);
    }

    // Single trades from here on: what aggregates told of the same trades is forgotten.
    private void ChangeTradeKind(RecordKind kind)
    {
        if (_hasAggregates)
        {
            _tradesFromNanos = _nowNanos;
            _trades.Clear();
            _tradeHoles.Clear();
        }

        _tradeKind = kind;
    }

    private void NoteTradeId(in InputRecord record, TradeNews news)
    {
        var id = record.Trade.TradeId;
        if (news == TradeNews.Late)
        {
            _tradeHoles.Fill(id);
            return;
        }

        if (news == TradeNews.AfterHole)
        {
            // Below the last one: the ids began anew, or the last one was wrong. The trade before it is missing in any case.
            _tradeHoles.Add(Math.Min(_lastTradeId + 1, id - 1), id - 1, _nowNanos);
        }

        _lastTradeId = id;
    }

    private static long TradesIn(in InputRecord record)
    {
        ref readonly var trade = ref record.Trade;
        return record.Kind == RecordKind.AggTrade && trade.FirstTradeId >= 0 && trade.LastTradeId >= trade.FirstTradeId
            ? trade.LastTradeId - trade.FirstTradeId + 1
            : 1;
    }

    private void EmptyWindows(long nanos, bool beginsLater)
    {
        _hasRow = false;
        _beginsLater = beginsLater;
        _nowNanos = Math.Max(_nowNanos, nanos);
        _syncNanos = _nowNanos;
        _lastDepthNanos = long.MinValue;
        _depth.Clear();
        _tradesFromNanos = _nowNanos;
        _hasAggregates = false;
        _trades.Clear();
        _tradeHoles.Clear();
        _mids.Clear();
        _seconds.Clear();
        _offset.Clear();
    }

    private void PassTime(long pipelineNanos)
    {
        if (_beginsLater && pipelineNanos > _nowNanos)
        {
            _beginsLater = false;
            _syncNanos = pipelineNanos;
            _tradesFromNanos = pipelineNanos;
        }

        _nowNanos = Math.Max(_nowNanos, pipelineNanos);
    }

    // What only the order of rows tells; the flags of one book state are Book's.
    private DqFlags Flags(in RowBook book, bool inRange) =>
        Flag(!inRange, DqFlags.OffGrid)
        | Flag(_hasRow && _nowNanos - _lastRowNanos > _staleNanos, DqFlags.Stale)
        | Flag(book.EventNanos <= 0 || book.ReceiveNanos < _lastDepthNanos, DqFlags.BadTimestamp)
        | Flag(_stateRanks > 0 && inRange && HasJumped(in _state, in book), DqFlags.MidJump)
        | Flag(_nowNanos - _syncNanos < LongestWindowNanos, DqFlags.WarmUp);

    // Ranks rise in order, so the largest price is the best bid or the last ask.
    private static bool IsInRange(in RowBook book) =>
        book.BidTicks[0] < MaxPrice && (book.AskCount == 0 || book.AskTicks[book.AskCount - 1] < MaxPrice);

    // The Book part tells of a wrong stamp before this part has flags of its own.
    private static bool HasGoodTime(in RowBook book) => (book.DqFlags & DqFlags.BadTimestamp) == 0;

    private void NoteDepthTime(in RowBook book)
    {
        if (HasGoodTime(in book))
        {
            _lastDepthNanos = Math.Max(_lastDepthNanos, book.ReceiveNanos);
        }
    }

    private static DqFlags Flag(bool condition, DqFlags flag) => condition ? flag : DqFlags.None;

    // By more than 1 % in one event.
    private static bool HasJumped(in RowBook old, in RowBook next)
    {
        var before = old.BidTicks[0] + old.AskTicks[0];
        var change = next.BidTicks[0] + next.AskTicks[0] - before;
        return (Int128)Math.Abs(change) * 100 > before;
    }

    private ulong WriteColumns(in RowBook book, in RankMeasures measures, ref RowFeatures features)
    {
        var valid = _bookColumns.Write(in book, in measures, ref features);
        valid |= _flowColumns.Write(_nowNanos, _nowNanos - _syncNanos, _nowNanos - _tradesFromNanos, ref features);
        valid |= WritePaths(book.BidTicks[0] + book.AskTicks[0], ref features);
        return valid | WriteAges(in book, ref features);
    }

    private ulong WritePaths(long twiceMidTicks, ref RowFeatures features)
    {
        var endNanos = _life.EndNanos;
        _mids.Add(_nowNanos, twiceMidTicks, endNanos);
        _seconds.Add(_nowNanos, twiceMidTicks, endNanos);
        var valid = 0UL;
        for (var window = 0; window < MidHistory.Count; window++)
        {
            if (_mids.TryBefore(window, _nowNanos, out var before))
            {
                valid |= features.Set(FeatureId.Ret1s + window, 1e4 * DeterministicMath.LogRatio(twiceMidTicks, before));
            }
        }

        if (!double.IsNaN(_seconds.Rv60))
        {
            valid |= features.Set(FeatureId.Rv60s, _seconds.Rv60);
        }

        return double.IsNaN(_seconds.Rv300) ? valid : valid | features.Set(FeatureId.Rv300s, _seconds.Rv300);
    }

    private ulong WriteAges(in RowBook book, ref RowFeatures features)
    {
        var valid = 0UL;
        var latencyMs = double.NaN;
        if (book.EventNanos > 0)
        {
            var raw = book.ReceiveNanos - book.EventNanos;
            valid |= features.Set(FeatureId.FeedLatRawMs, raw / NanosPerMs);
            if (HasGoodTime(in book))
            {
                _offset.Add(_nowNanos, raw);
            }

            if (_offset.IsKnown)
            {
                latencyMs = (raw - _offset.MinNanos) / NanosPerMs;
                valid |= features.Set(FeatureId.FeedLatMs, latencyMs);
            }
        }

        var spreadBps = features.Values[(int)FeatureId.SpreadBps];
        features.DqFlags |= Flag(_offset.Moved(_nowNanos), DqFlags.ClockOffset) | _quality.Outliers(spreadBps, latencyMs);
        if (!_hasRow)
        {
            return valid;
        }

        var ageMs = (_nowNanos - _lastRowNanos) / NanosPerMs;
        var score = _quality.Score(features.DqFlags, book.BidCount + book.AskCount, ageMs, spreadBps, latencyMs);
        return valid | features.Set(FeatureId.BookAgeMs, ageMs) | features.Set(FeatureId.QualityScore, score);
    }

    private void Keep(in RowBook book, in RankMeasures measures)
    {
        _state = book;
        _stateRanks = IsInRange(in book) ? Math.Min(book.BidCount, book.AskCount) : 0;
        _isStateShort = measures.IsShort;
    }

    private void Seal(ref RowFeatures features)
    {
        // SAFETY: values, mask, flags and cause are the first HashedBytes of the struct, without padding: kept by a layout test.
        _rowHash.Add(MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<RowFeatures, byte>(ref features), HashedBytes));
        features.RowHash = _rowHash.Value;
    }
}

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
/// Single writer. No clock: time is the pipeline time of the records, the running maximum of receive time over the whole log, so
/// windows follow the order of the log and never go back. Allocates nothing once its windows have seen their busiest second.
/// Calls come in the order of the log: <see cref="OnSync"/>, then trades and depth events as they were received, then
/// <see cref="OnInvalid"/> when the book leaves Synced. <see cref="OnTicker"/>, <see cref="OnTradeOf"/> and <see cref="OnConnection"/>
/// tell how long a mid stands.
/// </remarks>
public sealed class FeatureEngine
{
    private const long LongestWindowNanos = 300 * Nanos.Second;
    private const double NanosPerMs = Nanos.Millisecond;

    // The values and the mask behind them: what rowHash covers.
    private const int HashedBytes = ((int)FeatureId.Count + 1) * sizeof(double);

    private readonly BookColumns _bookColumns;
    private readonly FlowColumns _flowColumns;
    private readonly Quality _quality;
    private readonly RankKernel _kernel;
    private readonly DepthWindow _depth;
    private readonly TradeWindows _trades = new();
    private readonly MidHistory _mids = new();
    private readonly SecondGrid _seconds = new();
    private readonly ClockOffset _offset = new();
    private readonly long _staleNanos;
    private readonly MidLife _life;
    private RunningHash _rowHash; // Mutable struct: not readonly.
    private RowBook _state;
    private int _stateRanks;
    private bool _synced;
    private bool _hasRow;
    private long _nowNanos;
    private long _syncNanos;
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
        _flowColumns = new FlowColumns(instrument, _kernel, _depth, _trades);
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
    public void OnSync(in RowBook stateAfterSync, long syncNanos)
    {
        _synced = true;
        _hasRow = false;
        _nowNanos = syncNanos;
        _syncNanos = syncNanos;
        _lastDepthNanos = stateAfterSync.ReceiveNanos;
        _life.OnSync(syncNanos, stateAfterSync.UpdateId);
        _depth.Clear();
        _trades.Clear();
        _mids.Clear();
        _seconds.Clear();
        _offset.Clear();

        var measures = default(RankMeasures);
        var unused = default(TenLongs);
        _kernel.Measure(in stateAfterSync, in stateAfterSync, ref measures, ref unused);
        Keep(in stateAfterSync, in measures);
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
            _nowNanos = nowNanos;
            _trades.Add(nowNanos, sizeLots, buyerIsMaker);
        }
    }

    /// <summary>The market traded, whether windows count the record or not: a diff must follow, or the mid ends.</summary>
    public void OnTradeOf(long nowNanos) => _life.OnTrade(nowNanos);

    /// <summary>The venue told of its top at <paramref name="updateId"/>: the diff that reaches it must follow, or the mid ends.</summary>
    public void OnTicker(long nowNanos, long updateId) => _life.OnTicker(nowNanos, updateId);

    /// <summary>A connection's state is about to be told to the lanes.</summary>
    public void OnConnection(long nowNanos) => _life.Settle(nowNanos);

    /// <summary>A diff was applied that left a side without a level: it cuts no row, but it is a book state of every window.</summary>
    /// <param name="book">The state.</param>
    /// <param name="nowNanos">Pipeline time.</param>
    /// <param name="levelsTouched">Levels of the diff.</param>
    /// <param name="connection">Number of the connection that brought it.</param>
    public void OnOneSided(in RowBook book, long nowNanos, long levelsTouched, int connection = 0)
    {
        Invariant.Debug(_synced, "a depth event outside Synced");
        _nowNanos = nowNanos;
        _life.OnDiff(nowNanos, book.UpdateId, connection);
        Keep(in book, in _depth.Add(_nowNanos, in _state, in book, levelsTouched, 0));
        _lastDepthNanos = Math.Max(_lastDepthNanos, book.ReceiveNanos);
        if (book.EventNanos > 0)
        {
            _offset.Add(_nowNanos, book.ReceiveNanos - book.EventNanos);
        }
    }

    /// <summary>A diff was applied and cut a row: reads its Book part, fills its Features part.</summary>
    /// <param name="row">The row.</param>
    /// <param name="nowNanos">Pipeline time.</param>
    /// <param name="levelsTouched">Levels of the diff.</param>
    /// <param name="connection">Number of the connection that brought it.</param>
    public void OnRow(ref FeatureRow row, long nowNanos, long levelsTouched, int connection = 0)
    {
        Invariant.Debug(_synced, "a depth event outside Synced");
        ref readonly var book = ref row.Book;
        ref var features = ref row.Features;
        features = default;
        _nowNanos = nowNanos;
        var ranks = Math.Min(_stateRanks, Math.Min(book.BidCount, book.AskCount));
        ref readonly var measures = ref _depth.Add(_nowNanos, in _state, in book, levelsTouched, ranks);
        features.DqFlags = book.DqFlags | Flags(in book, in measures);
        if (measures.InRange)
        {
            features.ValidMask = WriteColumns(in book, in measures, ref features);
            _life.OnRow(nowNanos, book.UpdateId, connection);
        }
        else
        {
            _life.OnDiff(nowNanos, book.UpdateId, connection);
        }

        Keep(in book, in measures);
        _lastDepthNanos = Math.Max(_lastDepthNanos, book.ReceiveNanos);
        _lastRowNanos = _nowNanos;
        _hasRow = true;
        Seal(ref features);
    }

    // What only the order of rows tells; the flags of one book state are Book's.
    private DqFlags Flags(in RowBook book, in RankMeasures measures) =>
        Flag(!measures.InRange, DqFlags.OffGrid)
        | Flag(_hasRow && _nowNanos - _lastRowNanos > _staleNanos, DqFlags.Stale)
        | Flag(book.EventNanos <= 0 || book.ReceiveNanos < _lastDepthNanos, DqFlags.BadTimestamp)
        | Flag(_stateRanks > 0 && measures.InRange && HasJumped(in _state, in book), DqFlags.MidJump)
        | Flag(_nowNanos - _syncNanos < LongestWindowNanos, DqFlags.WarmUp);

    private static DqFlags Flag(bool condition, DqFlags flag) => condition ? flag : DqFlags.None;

    // By more than 1 % in one event.
    private static bool HasJumped(in RowBook old, in RowBook next)
    {
        var before = old.BidTicks[0] + old.AskTicks[0];
        var change = next.BidTicks[0] + next.AskTicks[0] - before;
        return Math.Abs(change) * 100 > before;
    }

    private ulong WriteColumns(in RowBook book, in RankMeasures measures, ref RowFeatures features)
    {
        var valid = _bookColumns.Write(in book, in measures, ref features);
        valid |= _flowColumns.Write(_nowNanos, _nowNanos - _syncNanos, ref features);
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
            _offset.Add(_nowNanos, raw);
            latencyMs = (raw - _offset.MinNanos) / NanosPerMs;
            valid |= features.Set(FeatureId.FeedLatRawMs, raw / NanosPerMs) | features.Set(FeatureId.FeedLatMs, latencyMs);
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
        _stateRanks = measures.InRange ? Math.Min(book.BidCount, book.AskCount) : 0;
    }

    private void Seal(ref RowFeatures features)
    {
        // SAFETY: the values and the mask are the first HashedBytes of the struct, without padding: kept by a layout test.
        _rowHash.Add(MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<RowFeatures, byte>(ref features), HashedBytes));
        features.RowHash = _rowHash.Value;
    }
}

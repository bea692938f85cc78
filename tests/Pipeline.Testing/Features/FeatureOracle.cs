using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>The sheet in decimals, one row at a time, each from the whole log. It shares no code with what it checks.</summary>
/// <remarks>Times are the running maximum of the receive times of all records; a window looks back from the row.</remarks>
public sealed class FeatureOracle
{
    private const long Second = 1_000_000_000;

    private readonly FeatureStream _stream;
    private readonly FeatureParameters _parameters;
    private readonly MidOracle _mids;
    private readonly long[] _times;
    private readonly int[] _sessionStarts;
    private readonly long[] _latestDepth;
    private readonly long?[] _offsets;
    private readonly decimal?[]?[] _flows;
    private readonly Dictionary<(int Session, long Second, int Count), decimal?> _volatilities = [];
    private int _event;
    private Dictionary<FeatureId, decimal> _values = [];

    public FeatureOracle(FeatureStream stream, FeatureParameters parameters)
    {
        _stream = stream;
        _parameters = parameters;
        _mids = new MidOracle(stream, parameters);
        _times = new long[stream.Events.Count];
        _sessionStarts = new int[stream.Events.Count];
        _latestDepth = new long[stream.Events.Count];
        _offsets = new long?[stream.Events.Count];
        _flows = new decimal?[stream.Events.Count][];
        ReadTimes();
        ReadClocks();
    }

    /// <summary>Flags of the row of the last <see cref="Row"/>.</summary>
    public DqFlags Flags { get; private set; }

    /// <summary>The valid columns of the row that event <paramref name="index"/> cut.</summary>
    public IReadOnlyDictionary<FeatureId, decimal> Row(int index)
    {
        _event = index;
        _values = [];
        AddBook();
        AddImpact();
        if (Since >= Second)
        {
            AddOrderFlow();
            AddTrades();
        }

        AddPaths();
        AddAges();
        return _values;
    }

    private RowBook Book => _stream.Events[_event].Book;

    private long Now => _times[_event];

    private int Session => _sessionStarts[_event];

    private long Since => Now - _times[Session];

    private decimal Tick => 1 / Power(_stream.Instrument.PriceDecimals);

    private decimal Lot => 1 / Power(_stream.Instrument.SizeDecimals);

    private static decimal Power(int exponent) => exponent == 0 ? 1 : 10 * Power(exponent - 1);

    private void ReadTimes()
    {
        long now = 0;
        var session = -1;
        var synced = false;
        for (var i = 0; i < _times.Length; i++)
        {
            var step = _stream.Events[i];
            synced = step.Step == FeatureStep.Sync || (synced && step.Step != FeatureStep.Invalid);
            session = step.Step == FeatureStep.Sync ? i : session;
            now = Math.Max(now, step.ReceiveNanos);
            _times[i] = now;
            _sessionStarts[i] = synced ? session : -1;
        }
    }

    // The latest receive time and the least receive - E of the session's depth events, up to each event.
    private void ReadClocks()
    {
        for (var i = 1; i < _times.Length; i++)
        {
            var step = _stream.Events[i];
            var continues = step.Step != FeatureStep.Sync;
            _latestDepth[i] = continues && !IsDepth(step.Step) ? _latestDepth[i - 1]
                : continues ? Math.Max(_latestDepth[i - 1], step.ReceiveNanos) : step.ReceiveNanos;
            _offsets[i] = continues ? _offsets[i - 1] : null;
            if (IsDepth(step.Step) && step.Book.EventNanos > 0)
            {
                var raw = step.ReceiveNanos - step.Book.EventNanos;
                _offsets[i] = Math.Min(_offsets[i] ?? raw, raw);
            }
        }
    }

    private static decimal Volume(in TenLongs lots, int ranks)
    {
        var sum = 0m;
        for (var rank = 0; rank < ranks; rank++)
        {
            sum += lots[rank];
        }

        return sum;
    }

    private void AddBook()
    {
        var book = Book;
        decimal bid = book.BidTicks[0] * Tick, ask = book.AskTicks[0] * Tick, qb = book.BidLots[0] * Lot, qa = book.AskLots[0] * Lot;
        var mid = (bid + ask) / 2;
        var microprice = (bid * qa + ask * qb) / (qb + qa);
        decimal vb = Volume(in book.BidLots, 10) * Lot, va = Volume(in book.AskLots, 10) * Lot;
        decimal vb5 = Volume(in book.BidLots, 5), va5 = Volume(in book.AskLots, 5);
        _values[FeatureId.Mid] = mid;
        _values[FeatureId.Spread] = ask - bid;
        _values[FeatureId.SpreadBps] = 10_000 * (ask - bid) / mid;
        _values[FeatureId.Microprice] = microprice;
        _values[FeatureId.MicropriceDevBps] = 10_000 * (microprice / mid - 1);
        _values[FeatureId.Imbalance] = (vb - va) / (vb + va);
        _values[FeatureId.ImbL5] = (vb5 - va5) / (vb5 + va5);
        _values[FeatureId.ImbL1] = (qb - qa) / (qb + qa);
        _values[FeatureId.BidVol10] = vb;
        _values[FeatureId.AskVol10] = va;
        _values[FeatureId.BidWavgPx] = Weighted(in book.BidTicks, in book.BidLots) * Tick * Lot / vb;
        _values[FeatureId.AskWavgPx] = Weighted(in book.AskTicks, in book.AskLots) * Tick * Lot / va;
        _values[FeatureId.DepthBid5Bp] = (decimal)book.DepthBid;
        _values[FeatureId.DepthAsk5Bp] = (decimal)book.DepthAsk;
    }

    private static decimal Weighted(in TenLongs ticks, in TenLongs lots)
    {
        var sum = 0m;
        for (var rank = 0; rank < 10; rank++)
        {
            sum += (decimal)ticks[rank] * lots[rank];
        }

        return sum;
    }

    private void AddImpact()
    {
        var book = Book;
        var mid = _values[FeatureId.Mid];
        if (Average(in book.AskTicks, in book.AskLots) is { } buy)
        {
            _values[FeatureId.ImpactBuyBps] = 10_000 * (buy / mid - 1);
        }

        if (Average(in book.BidTicks, in book.BidLots) is { } sell)
        {
            _values[FeatureId.ImpactSellBps] = 10_000 * (1 - sell / mid);
        }
    }

    private decimal? Average(in TenLongs ticks, in TenLongs lots)
    {
        decimal left = _parameters.ImpactNotional, bought = 0;
        for (var rank = 0; rank < 10 && lots[rank] > 0; rank++)
        {
            decimal price = ticks[rank] * Tick, size = lots[rank] * Lot;
            var notional = _stream.Instrument.Market == Market.CoinM ? size * _stream.Instrument.ContractSize : price * size;
            var taken = Math.Min(left, notional);
            bought += taken / price;
            left -= taken;
            if (left == 0)
            {
                return _parameters.ImpactNotional / bought;
            }
        }

        return null;
    }

    // Events of one kind in (now - width, now], newest first.
    private IEnumerable<int> Window(long width, Func<FeatureStep, bool> isWanted)
    {
        for (var i = _event; i > Session && _times[i] > Now - width; i--)
        {
            if (isWanted(_stream.Events[i].Step))
            {
                yield return i;
            }
        }
    }

    private static bool IsDepth(FeatureStep step) => step is FeatureStep.Row or FeatureStep.OneSided;

    private void AddOrderFlow()
    {
        var events = Window(Second, IsDepth).ToList();
        _values[FeatureId.UpdRate1s] = events.Count;
        _values[FeatureId.LvlRate1s] = events.Sum(i => _stream.Events[i].Levels);
        if (events.Any(i => Flow(i, 0) is null))
        {
            return;
        }

        var mean = events.Sum(Sizes) / 20 / events.Count * Lot;
        _values[FeatureId.QNorm] = mean;
        for (var rank = 0; rank < 10 && events.All(i => Flow(i, rank) is not null); rank++)
        {
            var flow = events.Sum(i => Flow(i, rank)!.Value) * Lot;
            _values[FeatureId.OfiL1 + rank] = flow;
            _values[FeatureId.OfinL1 + rank] = flow / mean;
        }

        if (_values.ContainsKey(FeatureId.OfinL10))
        {
            _values[FeatureId.OfiDeep] = Enumerable.Range(1, 9).Sum(rank => _values[FeatureId.OfinL1 + rank]) / 9;
        }
    }

    private decimal Sizes(int index)
    {
        ref readonly var book = ref _stream.Events[index].Book;
        return Volume(in book.BidLots, 10) + Volume(in book.AskLots, 10);
    }

    private decimal? Flow(int index, int rank) =>
        (_flows[index] ??= [.. Enumerable.Range(0, 10).Select(i => FlowOf(index, i))])[rank];

    private decimal? FlowOf(int index, int rank)
    {
        var before = StateBefore(index);

        ref readonly var old = ref _stream.Events[before].Book;
        ref readonly var now = ref _stream.Events[index].Book;
        var ranks = new[] { old.BidCount, old.AskCount, now.BidCount, now.AskCount };
        if (ranks.Min() <= rank)
        {
            return null;
        }

        decimal bid = 0, ask = 0;
        bid += now.BidTicks[rank] >= old.BidTicks[rank] ? now.BidLots[rank] : 0;
        bid -= now.BidTicks[rank] <= old.BidTicks[rank] ? old.BidLots[rank] : 0;
        ask += now.AskTicks[rank] <= old.AskTicks[rank] ? now.AskLots[rank] : 0;
        ask -= now.AskTicks[rank] >= old.AskTicks[rank] ? old.AskLots[rank] : 0;
        return bid - ask;
    }

    private int StateBefore(int index)
    {
        var before = index - 1;
        while (!IsDepth(_stream.Events[before].Step) && _stream.Events[before].Step != FeatureStep.Sync)
        {
            before--;
        }

        return before;
    }

    private void AddTrades()
    {
        foreach (var (seconds, id) in new[] { (1, FeatureId.Tfi1s), (10, FeatureId.Tfi10s), (60, FeatureId.Tfi60s) })
        {
            var trades = Window(seconds * Second, step => step == FeatureStep.Trade).Select(i => _stream.Events[i]).ToList();
            var bought = trades.Where(trade => !trade.BuyerIsMaker).Sum(trade => (decimal)trade.SizeLots);
            var sold = trades.Where(trade => trade.BuyerIsMaker).Sum(trade => (decimal)trade.SizeLots);
            if (seconds == 1)
            {
                _values[FeatureId.Svol1s] = (bought - sold) * Lot;
                _values[FeatureId.Ntr1s] = trades.Count;
            }

            if (trades.Count > 0 && Since >= seconds * Second)
            {
                _values[id] = (bought - sold) / (bought + sold);
            }
        }
    }

    // mid(nanos) x 2 in ticks, of the last row told so far that was received at or before.
    private decimal? TwiceMid(long nanos)
    {
        for (var i = LastAtOrBefore(nanos); i > Session; i--)
        {
            if (_stream.Events[i].Step == FeatureStep.Row)
            {
                ref readonly var book = ref _stream.Events[i].Book;
                return nanos > _mids.EndOf(i) ? null : (decimal)book.BidTicks[0] + book.AskTicks[0];
            }
        }

        return null;
    }

    // The session's last event up to the row that was told at or before; the sync itself where there is none.
    private int LastAtOrBefore(long nanos)
    {
        var low = Session;
        var high = _event;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _times[middle] <= nanos ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private void AddPaths()
    {
        var now = (decimal)Book.BidTicks[0] + Book.AskTicks[0];
        foreach (var (seconds, id) in new[] { (1, FeatureId.Ret1s), (10, FeatureId.Ret10s), (60, FeatureId.Ret60s) })
        {
            if (TwiceMid(Now - seconds * Second) is { } then)
            {
                _values[id] = 10_000 * OracleMath.LogRatio(now, then);
            }
        }

        foreach (var (seconds, id) in new[] { (60, FeatureId.Rv60s), (300, FeatureId.Rv300s) })
        {
            if (Volatility(Now / Second, seconds) is { } volatility)
            {
                _values[id] = volatility;
            }
        }
    }

    private decimal? Volatility(long last, int count)
    {
        // At the very second another row may still come, so only then is it not kept.
        if (last * Second == Now)
        {
            return Squares(last, count);
        }

        if (!_volatilities.TryGetValue((Session, last, count), out var value))
        {
            value = Squares(last, count);
            _volatilities[(Session, last, count)] = value;
        }

        return value;
    }

    private decimal? Squares(long last, int count)
    {
        var sum = 0m;
        for (var second = last - count + 1; second <= last; second++)
        {
            if (TwiceMid(second * Second) is not { } mid || TwiceMid((second - 1) * Second) is not { } before)
            {
                return null;
            }

            var r = OracleMath.LogRatio(mid, before) * 10_000;
            sum += r * r;
        }

        return OracleMath.Sqrt(sum);
    }

    private void AddAges()
    {
        var book = Book;
        var previous = Enumerable.Range(0, _event - Session - 1).Select(back => _event - 1 - back)
            .FirstOrDefault(i => _stream.Events[i].Step == FeatureStep.Row, -1);
        decimal? age = previous < 0 ? null : (Now - _times[previous]) / 1_000_000m;
        decimal? latency = null;
        if (book.EventNanos > 0)
        {
            var raw = book.ReceiveNanos - book.EventNanos;
            latency = (raw - _offsets[_event]!.Value) / 1_000_000m;
            _values[FeatureId.FeedLatRawMs] = raw / 1_000_000m;
            _values[FeatureId.FeedLatMs] = latency.Value;
        }

        Flags = FlagsOf(age, latency);

        if (age is { } known)
        {
            _values[FeatureId.BookAgeMs] = known;
            _values[FeatureId.QualityScore] = Quality(known, latency);
        }
    }

    private DqFlags FlagsOf(decimal? age, decimal? latency)
    {
        var book = Book;
        var bits = (uint)book.DqFlags;
        void Raise(int flag, bool condition) => bits |= condition ? 1u << flag : 0;
        var before = StateBefore(_event);

        ref readonly var old = ref _stream.Events[before].Book;
        Raise(3, book.BidTicks[0] > book.AskTicks[0]);
        Raise(4, book.BidTicks[0] == book.AskTicks[0]);
        Raise(7, age > _parameters.StaleMaxMs);
        Raise(8, book.EventNanos <= 0 || book.ReceiveNanos < _latestDepth[_event - 1]);
        Raise(9, OffsetMoved());
        Raise(13, book.BidCount < 10);
        Raise(14, book.AskCount < 10);
        Raise(15, _values[FeatureId.SpreadBps] > (decimal)_parameters.SpreadHiBps);
        Raise(17, latency is < 0 or > 250);
        if (old is { BidCount: > 0, AskCount: > 0 })
        {
            decimal mid = old.BidTicks[0] + old.AskTicks[0], next = book.BidTicks[0] + book.AskTicks[0];
            Raise(16, Math.Abs(next / mid - 1) > 0.01m);
        }

        Raise(18, Since < 300 * Second);
        return (DqFlags)bits;
    }

    private bool OffsetMoved()
    {
        var then = LastAtOrBefore(Now - 60 * Second);
        while (then <= _event && (then == Session || _offsets[then] is null))
        {
            then++;
        }

        return then <= _event && _offsets[then] - _offsets[_event] > 500_000_000;
    }

    private decimal Quality(decimal age, decimal? latency)
    {
        const uint hard = 0b1_1111_1110_1111;
        if (((uint)Flags & hard) != 0)
        {
            return 0;
        }

        var depth = (Book.BidCount + Book.AskCount) / 20m;
        decimal stale = _parameters.StaleMaxMs;
        var fresh = Math.Clamp((stale - age) / (stale - 2 * _parameters.CadenceMs), 0, 1);
        var bps = _values[FeatureId.SpreadBps];
        var spread = bps <= 0 ? 1 : Math.Min(1, (decimal)_parameters.SpreadHiBps / bps);
        return 0.5m * depth + 0.2m * fresh + 0.2m * spread + (latency is >= 0 and <= 250 ? 0.1m : 0);
    }
}

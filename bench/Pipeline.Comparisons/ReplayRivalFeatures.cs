using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>The feature sheet as its text says it: decimals, queues, and every window summed anew at each row.</summary>
internal sealed class ReplayRivalFeatures
{
    private const long Second = 1_000_000_000;
    private const decimal Notional = 100_000;

    private readonly Queue<(long Time, decimal[] Flow, decimal Sizes, int Levels)> _depth = [];
    private readonly ReplayRivalTrades[] _trades = [new(Second), new(10 * Second), new(60 * Second)];
    private readonly ReplayRivalMids[] _mids = [new(Second), new(10 * Second), new(60 * Second)];
    private readonly ReplayRivalSeconds _seconds = new();
    private readonly ReplayRivalClock _clock = new();
    private readonly double?[] _row = new double?[(int)FeatureId.Count];
    private ReplayRivalState _state = null!;
    private long _now;
    private long _syncTime;
    private long _lastDepth;
    private long? _lastRow;

    /// <summary>The columns of the last row; null where a column is.</summary>
    public IReadOnlyList<double?> Row => _row;

    public long Rows { get; private set; }

    public void OnSync(ReplayRivalState state, long receiveNanos)
    {
        _state = state;
        _now = _syncTime = Math.Max(_now, receiveNanos);
        _lastDepth = receiveNanos;
        _lastRow = null;
        _depth.Clear();
        _seconds.Clear();
        _clock.Clear();
        Array.ForEach(_trades, window => window.Clear());
        Array.ForEach(_mids, window => window.Clear());
    }

    public void OnTrade(long receiveNanos, decimal size, bool isSell)
    {
        _now = Math.Max(_now, receiveNanos);
        Array.ForEach(_trades, window => window.Add(_now, size, isSell));
    }

    /// <summary>A diff was applied; true where it cut a row.</summary>
    public bool OnDepth(ReplayRivalState state, ReplayRivalDepth diff, long receiveNanos)
    {
        _now = Math.Max(_now, receiveNanos);
        var raw = receiveNanos - (diff.EventMillis * 1_000_000);
        _clock.Add(_now, raw);
        AddDepth(state, diff.Bids.Length + diff.Asks.Length);
        if (state.Ranks > 0)
        {
            Array.Clear(_row);
            WriteBook(state);
            WriteDepth();
            WriteTrades();
            WritePaths(state.Mid);
            WriteAges(state, raw, receiveNanos);
            _lastRow = _now;
            Rows++;
        }

        _state = state;
        _lastDepth = Math.Max(_lastDepth, receiveNanos);
        return state.Ranks > 0;
    }

    private void AddDepth(ReplayRivalState state, int levels)
    {
        var ranks = Math.Min(state.Ranks, _state.Ranks);
        var flow = Enumerable.Range(0, ranks).Select(rank => state.FlowFrom(_state, rank)).ToArray();
        _depth.Enqueue((_now, flow, state.Sizes, levels));
        while (_depth.Peek().Time <= _now - Second)
        {
            _depth.Dequeue();
        }
    }

    private void WriteBook(ReplayRivalState state)
    {
        var ((bid, bidSize), (ask, askSize), mid) = (state.Bids[0], state.Asks[0], state.Mid);
        var (bids, asks) = (state.Bids.Sum(level => level.Value), state.Asks.Sum(level => level.Value));
        var micro = ((bid * askSize) + (ask * bidSize)) / (bidSize + askSize);
        Set(FeatureId.Mid, mid);
        Set(FeatureId.Spread, ask - bid);
        Set(FeatureId.SpreadBps, 10_000 * (ask - bid) / mid);
        Set(FeatureId.Microprice, micro);
        Set(FeatureId.MicropriceDevBps, 10_000 * ((micro / mid) - 1));
        Set(FeatureId.Imbalance, (bids - asks) / (bids + asks));
        Set(FeatureId.BidVol10, bids);
        Set(FeatureId.AskVol10, asks);
        Set(FeatureId.BidWavgPx, state.Bids.Sum(level => level.Key * level.Value) / bids);
        Set(FeatureId.AskWavgPx, state.Asks.Sum(level => level.Key * level.Value) / asks);
        Set(FeatureId.ImpactBuyBps, 10_000 * ((AveragePrice(state.Asks) / mid) - 1));
        Set(FeatureId.ImpactSellBps, 10_000 * (1 - (AveragePrice(state.Bids) / mid)));
        Set(FeatureId.ImbL1, (bidSize - askSize) / (bidSize + askSize));
        var (five, fiveAsks) = (state.Bids.Take(5).Sum(level => level.Value), state.Asks.Take(5).Sum(level => level.Value));
        Set(FeatureId.ImbL5, (five - fiveAsks) / (five + fiveAsks));
        Set(FeatureId.DepthBid5Bp, state.NearBid);
        Set(FeatureId.DepthAsk5Bp, state.NearAsk);
    }

    private static decimal? AveragePrice(KeyValuePair<decimal, decimal>[] levels)
    {
        decimal left = Notional, bought = 0;
        foreach (var (price, size) in levels)
        {
            var taken = Math.Min(left, price * size);
            bought += taken / price;
            left -= taken;
            if (left == 0)
            {
                return Notional / bought;
            }
        }

        return null;
    }

    private void WriteDepth()
    {
        if (_now - _syncTime < Second)
        {
            return;
        }

        Set(FeatureId.UpdRate1s, _depth.Count);
        Set(FeatureId.LvlRate1s, _depth.Sum(each => each.Levels));
        var ranks = _depth.Min(each => each.Flow.Length);
        if (ranks == 0)
        {
            return;
        }

        var norm = _depth.Average(each => each.Sizes) / 20;
        Set(FeatureId.QNorm, norm);
        for (var rank = 0; rank < ranks; rank++)
        {
            var flow = _depth.Sum(each => each.Flow[rank]);
            Set(FeatureId.OfiL1 + rank, flow);
            Set(FeatureId.OfinL1 + rank, flow / norm);
        }

        if (ranks == 10)
        {
            _row[(int)FeatureId.OfiDeep] = Enumerable.Range(1, 9).Average(rank => _row[(int)FeatureId.OfinL1 + rank]!.Value);
        }
    }

    private void WriteTrades()
    {
        Array.ForEach(_trades, window => window.Drop(_now));
        if (_now - _syncTime >= Second)
        {
            Set(FeatureId.Svol1s, _trades[0].Bought - _trades[0].Sold);
            Set(FeatureId.Ntr1s, _trades[0].Count);
        }

        for (var i = 0; i < _trades.Length; i++)
        {
            var window = _trades[i];
            if (window.Count > 0 && _now - _syncTime >= window.Width)
            {
                Set(FeatureId.Tfi1s + i, (window.Bought - window.Sold) / (window.Bought + window.Sold));
            }
        }
    }

    private void WritePaths(decimal mid)
    {
        for (var i = 0; i < _mids.Length; i++)
        {
            _row[(int)FeatureId.Ret1s + i] = _mids[i].Add(_now, mid);
        }

        _seconds.Add(_now, (double)mid);
        _row[(int)FeatureId.Rv60s] = _seconds.Volatility(60);
        _row[(int)FeatureId.Rv300s] = _seconds.Volatility(300);
    }

    private void WriteAges(ReplayRivalState state, long raw, long receiveNanos)
    {
        var latency = (raw - _clock.Least) / 1e6;
        _row[(int)FeatureId.FeedLatRawMs] = raw / 1e6;
        _row[(int)FeatureId.FeedLatMs] = latency;
        if (_lastRow is { } last)
        {
            var age = (_now - last) / 1e6;
            _row[(int)FeatureId.BookAgeMs] = age;
            _row[(int)FeatureId.QualityScore] = Quality(state, age, latency, receiveNanos < _lastDepth);
        }
    }

    private double Quality(ReplayRivalState state, double age, double latency, bool wentBack)
    {
        if (state.Bids[0].Key > state.Asks[0].Key || age > 500 || wentBack || _clock.Moved(_now))
        {
            return 0;
        }

        var depth = (state.Bids.Length + state.Asks.Length) / 20.0;
        var fresh = Math.Clamp((500 - age) / 300, 0, 1);
        var spread = Math.Min(1, 50 / _row[(int)FeatureId.SpreadBps]!.Value);
        return (0.5 * depth) + (0.2 * fresh) + (0.2 * spread) + (latency is >= 0 and <= 250 ? 0.1 : 0);
    }

    private void Set(FeatureId id, decimal? value) => _row[(int)id] = (double?)value;
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>A market of the seeded flow and the clients' orders, matched by the engine, spoken in the venue's streams.</summary>
internal sealed class LiveMarket : SymbolMarket, IMatchObserver
{
    private const long MilliNanos = 1_000_000;
    private const long MostCatchUpNanos = 500 * MilliNanos;
    private const long FirstUpdateId = 11_500_000_000_000;

    private readonly SeededRandom _random;
    private readonly MatchingEngine _engine;
    private readonly FlowOrders _orders;
    private readonly OrderFlow _flow;
    private readonly MarketText _text;
    private readonly StreamHub _hub;
    private readonly IMatchObserver _desk;
    private readonly string _name;
    private readonly DiffChain[] _chains;
    private readonly Queue<ExchangeBook> _books = new();
    private readonly int _rememberedBooks;
    private readonly long _meanPauseNanos;
    private TopOfBook _lastTop;
    private (long Ticks, long Lots, long FirstTrade, bool BuyerIsMaker)? _aggregate;
    private long _aggregateId = 3_448_600_000;
    private long _nextActionNanos;
    private long _nextSecondNanos;
    private long _nowNanos;
    private int _seconds;
    private long _rememberedId;

    public LiveMarket(Instrument instrument, ExchangeServerOptions options, ulong seed, StreamHub hub, IMatchObserver desk)
        : base(instrument)
    {
        _random = new SeededRandom(seed);
        _engine = new MatchingEngine(_random, FirstUpdateId) { Observer = this };
        _orders = new FlowOrders(instrument, _engine);
        _engine.OrderFilled = _orders.Forget;
        _flow = new OrderFlow(_random, _orders, options.RestingOrders);
        _text = MarketText.Of(instrument);
        (_hub, _desk) = (hub, desk);
        _name = instrument.Symbol.ToLowerInvariant();
        _rememberedBooks = options.RememberedBooks;
        _meanPauseNanos = options.ActionsPerSecond == 0 ? 0 : (long)(1e9 / options.ActionsPerSecond / Math.Max(options.Speed, 0.001));
        _flow.Open(600_000);
        _chains = instrument.Market == Market.Spot
            ? [Chain("@depth@100ms", 100), Chain("@depth", 1_000)]
            : [Chain("@depth@0ms", 8), Chain("@depth@100ms", 100), Chain("@depth", 250), Chain("@depth@500ms", 500)];
        _engine.LevelChanged = OnLevelChanged;
        _lastTop = _orders.Top;
        Mark();
    }

    public override IMatcher Matcher => _engine;

    /// <summary>Id of the last trade.</summary>
    public long TradeId { get; private set; } = 6_900_000_000;

    public override ExchangeBook Book() => new(_engine.UpdateId, Levels(Side.Buy), Levels(Side.Sell));

    public override ExchangeBook? BookAt(long updateId) => _books.FirstOrDefault(book => book.UpdateId == updateId);

    public override void Advance(long nowNanos)
    {
        _nowNanos = nowNanos;
        Remember(nowNanos);
        RunFlow(nowNanos);
        foreach (var chain in _chains)
        {
            Cut(chain, nowNanos);
        }

        if (nowNanos >= _nextSecondNanos)
        {
            _nextSecondNanos = nowNanos + 1_000 * MilliNanos;
            SaySecond(nowNanos);
        }
    }

    public override void Announce(long nowNanos)
    {
        EndAggregate();
        var top = _orders.Top;
        if (top == _lastTop)
        {
            return;
        }

        _lastTop = top;
        Mark();
        if (_hub.Count(_name + "@bookTicker") > 0)
        {
            _hub.Publish(_name + "@bookTicker", _text.Ticker(nowNanos, _engine.UpdateId, top));
        }
    }

    public void OnTrade(VenueOrder taker, VenueOrder? maker, long ticks, long lots)
    {
        var buyerIsMaker = taker.Side == Side.Sell;
        Aggregate(ticks, lots, buyerIsMaker);
        TradeId++;
        if (_hub.Count(_name + "@trade") > 0)
        {
            _hub.Publish(_name + "@trade", _text.Trade(_nowNanos, TradeId, ticks, lots, buyerIsMaker));
        }

        _desk.OnTrade(taker, maker, ticks, lots);
    }

    public void OnPassiveFill(VenueOrder maker, long ticks, long lots) => _desk.OnPassiveFill(maker, ticks, lots);

    public void OnSelfTrade(VenueOrder expired) => _desk.OnSelfTrade(expired);

    private DiffChain Chain(string speed, long millis) => new(_name + speed, millis * MilliNanos, _engine.UpdateId);

    private void OnLevelChanged(Side side, long ticks)
    {
        foreach (var chain in _chains)
        {
            chain.Touch(side, ticks, _engine.UpdateId);
        }
    }

    private void RunFlow(long nowNanos)
    {
        if (_meanPauseNanos == 0)
        {
            return;
        }

        _nextActionNanos = Math.Max(_nextActionNanos, nowNanos - MostCatchUpNanos);
        while (_nextActionNanos <= nowNanos)
        {
            _flow.Act(_nextActionNanos);
            Announce(nowNanos);
            _nextActionNanos += _random.Between(1, 2 * _meanPauseNanos);
        }
    }

    private void Cut(DiffChain chain, long nowNanos)
    {
        if (!chain.TryCut(nowNanos, _engine, out var diff))
        {
            return;
        }

        if (_rememberedBooks > 0 && diff.Last != _rememberedId)
        {
            RememberBook();
        }

        if (_hub.Count(chain.Name) > 0)
        {
            _hub.Publish(chain.Name, _text.Diff(nowNanos, diff));
        }

        SayPartial(chain, diff, nowNanos);
    }

    private void SayPartial(DiffChain chain, in CutDiff diff, long nowNanos)
    {
        foreach (var depth in (int[])[5, 10, 20])
        {
            var name = chain.Name.Replace("@depth", $"@depth{depth}", StringComparison.Ordinal);
            if (_hub.Count(name) > 0)
            {
                _hub.Publish(name, _text.Partial(nowNanos, diff with { Bids = Best(Side.Buy, depth), Asks = Best(Side.Sell, depth) }));
            }
        }
    }

    private void RememberBook()
    {
        _rememberedId = _engine.UpdateId;
        _books.Enqueue(Book());
        if (_books.Count > _rememberedBooks)
        {
            _books.Dequeue();
        }
    }

    private void SaySecond(long nowNanos)
    {
        Mark();
        if (Instrument.Market == Market.Spot)
        {
            return;
        }

        _hub.Publish(_name + "@markPrice@1s", _text.MarkPrice(nowNanos, MarkTicks));
        if (_seconds++ % 3 == 0)
        {
            _hub.Publish(_name + "@markPrice", _text.MarkPrice(nowNanos, MarkTicks));
        }
    }

    private void Aggregate(long ticks, long lots, bool buyerIsMaker)
    {
        if (_aggregate is { } open && open.Ticks == ticks && open.BuyerIsMaker == buyerIsMaker)
        {
            _aggregate = open with { Lots = open.Lots + lots };
            return;
        }

        EndAggregate();
        _aggregate = (ticks, lots, TradeId + 1, buyerIsMaker);
    }

    private void EndAggregate()
    {
        if (_aggregate is { } open)
        {
            _aggregate = null;
            _hub.Publish(_name + "@aggTrade", _text.AggregateTrade(_nowNanos, ++_aggregateId, open.FirstTrade, TradeId, open.Ticks, open.Lots, open.BuyerIsMaker));
        }
    }

    private LevelUpdate[] Levels(Side side) => [.. Best(side, int.MaxValue)];

    private IEnumerable<LevelUpdate> Best(Side side, int count) =>
        _engine.SideOf(side).Queues.Take(count).Select(queue => new LevelUpdate { PriceTicks = queue.Ticks, SizeLots = queue.Lots });
}

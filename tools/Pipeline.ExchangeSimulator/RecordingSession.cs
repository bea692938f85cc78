using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One recording: the market acts, the venue speaks, the agenda makes it a day with troubles.</summary>
internal sealed partial class RecordingSession
{
    private const long MilliNanos = 1_000_000;
    private const long SecondNanos = 1_000 * MilliNanos;

    // An action of the market makes about this many messages.
    private const int MessagesPer100Actions = 90;

    private readonly RecordingOptions _options;
    private readonly Outbox _outbox;
    private readonly SeededRandom _random;
    private readonly MarketModel _market;
    private readonly OrderFlow _flow;
    private readonly MessageText _text;
    private readonly Agenda _agenda = new();
    private TopOfBook _lastTop;
    private DiffFact? _lastDiff;
    private string _lastDiffText = "";
    private long _lastDiffId;
    private long _tradeId = 6_900_000_000;
    private long _burstUntilNanos;
    private long _quietUntilNanos;
    private bool _nextDiffIsLost;
    private bool _nextDiffIsOffGrid;

    public RecordingSession(RecordingOptions options, Outbox outbox)
    {
        _options = options;
        _outbox = outbox;
        _random = new SeededRandom(options.Seed);
        _market = new MarketModel(_random, 11_500_000_000_000);
        _flow = new OrderFlow(_random, _market);
        _text = new MessageText(options.Instrument);
    }

    private long StartNanos => _options.StartNanos;

    private long EndNanos => StartNanos + _options.DurationSeconds * SecondNanos;

    public void Run()
    {
        _flow.Open(_options.StartTicks);
        AddFarOrders(StartNanos);
        _lastTop = _market.Top;
        _lastDiffId = _market.UpdateId;
        _market.ForgetTouched();
        PlanRoutine();
        PlanDay();
        for (var now = StartNanos; now < EndNanos; now += DrawPauseNanos(now))
        {
            _agenda.Advance(now);
            Act(now);
            _outbox.Deliver(now);
        }

        _outbox.Deliver(long.MaxValue);
    }

    private void Act(long now)
    {
        var (taker, fills) = _flow.Act(now);
        fills.ForEach(fill => SendTrade(now, taker, fill));
        SendTickerIfMoved(now);
    }

    private void SendTickerIfMoved(long now)
    {
        var top = _market.Top;
        if (top != _lastTop)
        {
            _lastTop = top;
            var sent = now + _random.Between(0, 2) * MilliNanos;
            _outbox.Send("bookTicker", DrawArrival(now), _text.Ticker(sent, now, _market.UpdateId, top), new TickerFact(_market.UpdateId, top));
        }
    }

    private void SendTrade(long now, Side taker, LevelUpdate fill)
    {
        SendTradeRow(now, _text.Price(fill.PriceTicks), _text.Size(fill.SizeLots), "MARKET", taker);
        if (_random.OnceIn(150))
        {
            SendTradeRow(now, "0", "0", "NA", taker);
        }

        if (_random.OnceIn(400))
        {
            SendTradeRow(now, _text.Price(fill.PriceTicks), _text.Size(fill.SizeLots), "INSURANCE_FUND", taker);
        }
    }

    private void SendTradeRow(long now, string price, string size, string kind, Side taker)
    {
        var category = kind == "MARKET" ? MessageCategory.Trade : MessageCategory.Filtered;
        var sent = now + _random.Between(0, 2) * MilliNanos;
        var text = _text.Trade(sent, now, ++_tradeId, price, size, kind, taker == Side.Sell);
        _outbox.Send("trade", DrawArrival(now), text, new CountedFact(category));
    }

    /// <summary>How long the market waits: bursts at twelve times its pace, and silences.</summary>
    private long DrawPauseNanos(long now)
    {
        if (now < _quietUntilNanos)
        {
            return _quietUntilNanos - now;
        }

        var mean = SecondNanos / _options.MessagesPerSecond * MessagesPer100Actions / 100;
        if (now >= _burstUntilNanos && _random.OnceIn(400))
        {
            _burstUntilNanos = now + _random.Between(40, 200) * MilliNanos;
        }

        return _random.Between(1_000, now < _burstUntilNanos ? mean / 6 : mean * 2);
    }

    /// <summary>When something sent now is received: the streams run on their own, so a diff may overtake its ticker.</summary>
    private long DrawArrival(long now) => now + (_random.OnceIn(40) ? _random.Between(6_000, 25_000) : _random.Between(300, 6_000)) * 1_000;
}

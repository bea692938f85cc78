using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>One recording of days: the market acts, the venue speaks, the connection is lost and comes back.</summary>
internal sealed class DaysSession
{
    private const long MilliNanos = 1_000_000;
    private const long SecondNanos = 1_000 * MilliNanos;
    private const long FirstUpdateId = 11_500_000_000_000;

    // Few orders, far apart, so that the little that is traded in a minute moves the price by some basis points.
    private const int RestingOrders = 400;
    private const int FlowScale = 8;
    private const int MostActionsAtOnce = 5;
    private const int MostLevels = 1_000;

    private readonly DaysOptions _options;
    private readonly Outbox _outbox;
    private readonly ExpectedReplay _expected;
    private readonly SeededRandom _random;
    private readonly MarketModel _market;
    private readonly OrderFlow _flow;
    private readonly MessageText _text;
    private readonly MarketVoice _voice;
    private readonly DaysPace _pace;
    private readonly DaysLosses _losses;
    private readonly Agenda _agenda = new();
    private bool _diffIsPlanned;
    private bool _needsSnapshot;

    public DaysSession(DaysOptions options, Outbox outbox, ExpectedReplay expected)
    {
        (_options, _outbox, _expected) = (options, outbox, expected);
        _random = new SeededRandom(options.Seed);
        _market = new MarketModel(_random, FirstUpdateId);
        _flow = new OrderFlow(_random, _market, RestingOrders, FlowScale);
        _text = new MessageText(options.Instrument) { NewerMembers = true };
        _voice = new MarketVoice(_random, _market, _text, outbox);
        _pace = new DaysPace(_random, options);
        _losses = new DaysLosses(_random, options);
    }

    /// <summary>How long nobody listened.</summary>
    public long LostNanos => _losses.LostNanos;

    public void Run(Action<long>? progress, CancellationToken cancellation)
    {
        Open();
        while (_expected.DepthUpdates < _options.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            _agenda.Step();
            _outbox.Deliver(_agenda.NextNanos);
            progress?.Invoke(_expected.DepthUpdates);
        }

        _outbox.Deliver(long.MaxValue);
        Invariant.Always(_expected.DepthUpdates == _options.Rows, "no diff is on its way when the last row is cut");
    }

    private void Open()
    {
        var start = _options.StartNanos;
        _flow.Open(_options.StartTicks);
        AddFarOrders();
        _voice.Begin();
        _outbox.Send(MarketVoice.Rest, start, MessageText.MarkedAcknowledgement(1), new CountedFact(MessageCategory.Other));
        _agenda.At(start + 20 * MilliNanos, Act);
        _agenda.At(start + 160 * MilliNanos, now => _voice.SendSnapshot(now, 90 * MilliNanos, MostLevels));
        _agenda.Every(start + 700 * MilliNanos, 5 * SecondNanos, now => _voice.SendOther("markPrice", now, _text.MarkPrice(now, _voice.Top.BidTicks)));
        _agenda.Every(start + 59 * SecondNanos, 60 * SecondNanos, now => _voice.SendOther("kline", now, _text.Candle(now, _voice.Top, _voice.TradeId)));
        _agenda.Every(start + 30 * SecondNanos, 300 * SecondNanos, now =>
        {
            AddFarOrders();
            Speak(now);
        });
        var period = _options.SnapshotSeconds * SecondNanos;
        _agenda.Every(start + period + SecondNanos, period, SendAudit);
    }

    private void Act(long now)
    {
        for (var actions = _random.Between(1, MostActionsAtOnce); actions > 0; actions--)
        {
            var (taker, fills) = _flow.Act(now);
            fills.ForEach(fill => _voice.SendTrade(now, taker, fill));
        }

        Speak(now);
        _agenda.At(now + _pace.DrawPauseNanos(now, _options.Rows - _expected.DepthUpdates), Act);
    }

    /// <summary>Says the top at once and the rest with the next diff.</summary>
    private void Speak(long now)
    {
        _voice.SendTickerIfMoved(now);
        if (!_diffIsPlanned && _market.FirstTouchedId != 0)
        {
            _diffIsPlanned = true;
            _agenda.At(now + DaysPace.DiffNanos + _random.Between(-20, 20) * MilliNanos, SendDiff);
        }
    }

    private void SendDiff(long now)
    {
        _diffIsPlanned = false;
        _voice.SendDiff(now, _voice.CutDiff());
        if (!_voice.IsHeard)
        {
            _losses.LostDiffs++;
        }
        else if (_needsSnapshot)
        {
            _needsSnapshot = false;
            _agenda.At(now + _losses.DrawAskNanos(), later => _voice.SendSnapshot(later, _random.Between(80, 300) * MilliNanos, MostLevels));
        }
        else if (_losses.IsDue(_expected.DepthUpdates))
        {
            _voice.IsHeard = false;
            _agenda.At(_losses.Begin(now), Reconnect);
        }
    }

    /// <summary>Listens again, once something was missed. Whoever acts at the top next lets the venue say it anew.</summary>
    private void Reconnect(long now)
    {
        if (_losses.LostDiffs == 0)
        {
            _agenda.At(now + SecondNanos, Reconnect);
            return;
        }

        _losses.End(now);
        _voice.IsHeard = _needsSnapshot = true;
        _market.Add(Side.Buy, _market.Top.BidTicks, _random.Between(1, 60));
        Speak(now);
    }

    private void SendAudit(long now)
    {
        if (_voice.IsHeard && !_needsSnapshot)
        {
            _voice.SendSnapshot(now, 90 * MilliNanos, MostLevels);
        }
    }

    private void AddFarOrders()
    {
        _market.Add(Side.Buy, 10_000, _random.Between(1, 400));
        _market.Add(Side.Sell, _options.StartTicks * 4, _random.Between(1, 400));
    }
}

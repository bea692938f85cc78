using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

internal sealed partial class RecordingSession
{
    // Few enough that a book which began with a snapshot of its own knows every level of them.
    private const int AuditLevels = 100;

    private void PlanRoutine()
    {
        _outbox.Send(MarketVoice.Rest, StartNanos, MessageText.MarkedAcknowledgement(1), new CountedFact(MessageCategory.Other));
        _agenda.At(StartNanos + 20 * MilliNanos, SendDiffAndPlanNext);
        _agenda.At(StartNanos + 160 * MilliNanos, now => _voice.SendSnapshot(now, 90 * MilliNanos, _options.SnapshotLevels));
        _agenda.Every(StartNanos + 700 * MilliNanos, SecondNanos, now => _voice.SendOther("markPrice", now, _text.MarkPrice(now, _voice.Top.BidTicks)));
        _agenda.Every(StartNanos + 450 * MilliNanos, 2 * SecondNanos, now => _voice.SendOther("kline", now, _text.Candle(now, _voice.Top, _voice.TradeId)));
        _agenda.Every(StartNanos + 300 * MilliNanos, SecondNanos, SendPartialDepth);
        _agenda.Every(StartNanos + 2 * SecondNanos, 3 * SecondNanos, AddFarOrders);
    }

    /// <summary>What happens once, each at its part of the whole, so that a longer recording keeps its order.</summary>
    private void PlanDay()
    {
        At(8, now => _voice.SendOther("forceOrder", now, _text.ForcedOrder(now, _voice.Top.BidTicks, 250)));
        At(50, _ => _text.NewerMembers = true);
        At(92, now => _voice.SendSnapshot(now, 60 * MilliNanos, AuditLevels));
        if (_options.Faults)
        {
            PlanFaults();
        }
    }

    private void PlanFaults()
    {
        At(20, now => _quietUntilNanos = now + 1_600 * MilliNanos);
        At(66, now => _quietUntilNanos = now + 700 * MilliNanos);
        foreach (var part in (int[])[12, 46, 74])
        {
            At(part, SendDiffAgain);
            At(part + 3, now => _voice.SendDeadLetter("trade", now, _text.Trade(now, now, 1, _text.TooFinePrice(_voice.Top.BidTicks), _text.Size(5), "MARKET", true)));
            At(part + 4, now => _voice.SendDeadLetter("trade", now, _text.TradeWithoutSize(now, 1, _text.Price(_voice.Top.AskTicks))));
            At(part + 5, now => _voice.SendDeadLetter("bookTicker", now, _text.Ticker(now, now, 1, _voice.Top)[..^9]));
        }

        At(30, now =>
        {
            _nextDiffIsLost = true;
            _agenda.At(now + 350 * MilliNanos, later => _voice.SendSnapshot(later, 80 * MilliNanos, _options.SnapshotLevels));
        });
        At(60, now =>
        {
            // Its answer comes after the break and shows the book before it: too old to be used.
            _voice.SendSnapshot(now, 300 * MilliNanos, _options.SnapshotLevels);
            _agenda.At(now + 90 * MilliNanos, _ => _nextDiffIsTooFine = true);
            _agenda.At(now + 500 * MilliNanos, later => _voice.SendSnapshot(later, 70 * MilliNanos, _options.SnapshotLevels));
        });
    }

    private void At(int percent, Action<long> what) => _agenda.At(StartNanos + (EndNanos - StartNanos) / 100 * percent, what);

    private void AddFarOrders(long now)
    {
        _market.Add(Side.Buy, 10_000, _random.Between(1, 400));
        _market.Add(Side.Sell, _options.StartTicks * 4, _random.Between(1, 400));
        _voice.SendTickerIfMoved(now);
    }

    private void SendDiffAndPlanNext(long now)
    {
        if (_market.FirstTouchedId != 0)
        {
            SendDiff(now);
        }

        _agenda.At(now + _random.Between(20, 75) * MilliNanos, SendDiffAndPlanNext);
    }

    private void SendDiff(long now)
    {
        var diff = _voice.CutDiff();
        if (_nextDiffIsLost)
        {
            _nextDiffIsLost = false;
        }
        else if (_nextDiffIsTooFine)
        {
            _nextDiffIsTooFine = false;
            var tooFine = $"[[\"{_text.TooFinePrice(_voice.Top.BidTicks - 9)}\",\"{_text.Size(3)}\"]]";
            _voice.SendDeadLetter("depth", now, _voice.DiffText(now, diff, tooFine));
        }
        else
        {
            _lastDiff = diff;
            _lastDiffText = _voice.SendDiff(now, diff);
        }
    }

    private void SendDiffAgain(long now)
    {
        if (_lastDiff is { } diff)
        {
            _voice.SendDiffText(now, _lastDiffText, diff);
        }
    }

    private void SendPartialDepth(long now) => _voice.SendOther("partial", now,
        _text.PartialDepth(now, _market.UpdateId, _text.Levels(_market.Bids.BestLevels(5)), _text.Levels(_market.Asks.BestLevels(5))));
}

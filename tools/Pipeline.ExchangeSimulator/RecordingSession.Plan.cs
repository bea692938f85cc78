using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

internal sealed partial class RecordingSession
{
    private const string Rest = "rest";

    // Few enough that a book which began with a snapshot of its own knows every level of them.
    private const int AuditLevels = 100;

    private void PlanRoutine()
    {
        _outbox.Send(Rest, StartNanos, MessageText.Acknowledgement(1), new CountedFact(MessageCategory.Other));
        _agenda.At(StartNanos + 20 * MilliNanos, SendDiffAndPlanNext);
        _agenda.At(StartNanos + 160 * MilliNanos, now => SendSnapshot(now, 90 * MilliNanos, _options.SnapshotLevels));
        _agenda.Every(StartNanos + 700 * MilliNanos, SecondNanos, now => SendOther("markPrice", now, _text.MarkPrice(now, _lastTop.BidTicks)));
        _agenda.Every(StartNanos + 450 * MilliNanos, 2 * SecondNanos, now => SendOther("kline", now, _text.Candle(now, _lastTop, _tradeId)));
        _agenda.Every(StartNanos + 300 * MilliNanos, SecondNanos, SendPartialDepth);
        _agenda.Every(StartNanos + 2 * SecondNanos, 3 * SecondNanos, AddFarOrders);
    }

    /// <summary>What happens once, each at its part of the whole, so that a longer recording keeps its order.</summary>
    private void PlanDay()
    {
        At(8, now => SendOther("forceOrder", now, _text.ForcedOrder(now, _lastTop.BidTicks, 250)));
        At(20, now => _quietUntilNanos = now + 1_600 * MilliNanos);
        At(50, _ => _text.NewerMembers = true);
        At(66, now => _quietUntilNanos = now + 700 * MilliNanos);
        At(92, now => SendSnapshot(now, 60 * MilliNanos, AuditLevels));
        if (_options.Faults)
        {
            PlanFaults();
        }
    }

    private void PlanFaults()
    {
        foreach (var part in (int[])[12, 46, 74])
        {
            At(part, SendDiffAgain);
            At(part + 3, now => SendDeadLetter("trade", now, _text.Trade(now, now, 1, _text.OffGridPrice(_lastTop.BidTicks), _text.Size(5), "MARKET", true)));
            At(part + 4, now => SendDeadLetter("trade", now, _text.TradeWithoutSize(now, 1, _text.Price(_lastTop.AskTicks))));
            At(part + 5, now => SendDeadLetter("bookTicker", now, _text.Ticker(now, now, 1, _lastTop)[..^9]));
        }

        At(30, now =>
        {
            _nextDiffIsLost = true;
            _agenda.At(now + 350 * MilliNanos, later => SendSnapshot(later, 80 * MilliNanos, _options.SnapshotLevels));
        });
        At(60, now =>
        {
            // Its answer comes after the break and shows the book before it: too old to be used.
            SendSnapshot(now, 300 * MilliNanos, _options.SnapshotLevels);
            _agenda.At(now + 90 * MilliNanos, _ => _nextDiffIsOffGrid = true);
            _agenda.At(now + 500 * MilliNanos, later => SendSnapshot(later, 70 * MilliNanos, _options.SnapshotLevels));
        });
    }

    private void At(int percent, Action<long> what) => _agenda.At(StartNanos + (EndNanos - StartNanos) / 100 * percent, what);

    private void AddFarOrders(long now)
    {
        _market.Add(Side.Buy, 10_000, _random.Between(1, 400));
        _market.Add(Side.Sell, _options.StartTicks * 4, _random.Between(1, 400));
        SendTickerIfMoved(now);
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
        var diff = new DiffFact(_market.FirstTouchedId, _market.UpdateId, _lastDiffId, TouchedOf(_market.Bids), TouchedOf(_market.Asks));
        _market.ForgetTouched();
        _lastDiffId = diff.Last;
        if (_nextDiffIsLost)
        {
            _nextDiffIsLost = false;
        }
        else if (_nextDiffIsOffGrid)
        {
            _nextDiffIsOffGrid = false;
            var offGrid = $"[[\"{_text.OffGridPrice(_lastTop.BidTicks - 9)}\",\"{_text.Size(3)}\"]]";
            SendDeadLetter("depth", now, DiffText(now, diff, offGrid));
        }
        else
        {
            _lastDiff = diff;
            _lastDiffText = DiffText(now, diff, _text.Levels(diff.Bids));
            _outbox.Send("depth", DrawArrival(now), _lastDiffText, diff);
        }
    }

    private string DiffText(long now, DiffFact diff, string bids) =>
        _text.Diff(now + MilliNanos, now, diff.First, diff.Last, diff.Previous, bids, _text.Levels(diff.Asks));

    /// <summary>What changed on a side, and now and then the end of a level that nobody has seen.</summary>
    private LevelUpdate[] TouchedOf(RestingSide side)
    {
        var levels = side.Touched.Select(ticks => new LevelUpdate { PriceTicks = ticks, SizeLots = side.LotsAt(ticks) });
        var unknown = side.BestTicks + (side.Side == Side.Buy ? -1 : 1) * _random.Between(7_000, 60_000);
        var addsUnknown = _random.OnceIn(20) && side.LotsAt(unknown) == 0 && !side.Touched.Contains(unknown);
        return (addsUnknown ? levels.Append(new LevelUpdate { PriceTicks = unknown }) : levels).OrderBy(level => level.PriceTicks).ToArray();
    }

    private void SendDiffAgain(long now)
    {
        if (_lastDiff is { } diff)
        {
            _outbox.Send("depth", DrawArrival(now), _lastDiffText, diff);
        }
    }

    /// <summary>Asks for the book as it is now; the answer takes its time.</summary>
    private void SendSnapshot(long now, long roundTripNanos, int levels)
    {
        var (bids, asks) = (_market.Bids.BestLevels(levels).ToArray(), _market.Asks.BestLevels(levels).ToArray());
        var text = MessageText.Snapshot(now, _market.UpdateId, _text.Levels(bids), _text.Levels(asks));
        _outbox.Send(Rest, now + roundTripNanos, text, new SnapshotFact(_market.UpdateId, bids, asks));
    }

    private void SendPartialDepth(long now) => SendOther("partial", now,
        _text.PartialDepth(now, _market.UpdateId, _text.Levels(_market.Bids.BestLevels(5)), _text.Levels(_market.Asks.BestLevels(5))));

    private void SendOther(string stream, long now, string text) =>
        _outbox.Send(stream, DrawArrival(now), text, new CountedFact(MessageCategory.Other));

    private void SendDeadLetter(string stream, long now, string text) =>
        _outbox.Send(stream, DrawArrival(now), text, new CountedFact(MessageCategory.DeadLetter));
}

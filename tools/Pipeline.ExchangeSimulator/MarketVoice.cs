using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What the venue says of a market: each message over its stream, with the time it takes to arrive.</summary>
internal sealed class MarketVoice(SeededRandom random, MarketModel market, MessageText text, Outbox outbox)
{
    public const string Rest = "rest";

    private const long MilliNanos = 1_000_000;

    private long _lastDiffId;

    /// <summary>The top that was said last.</summary>
    public TopOfBook Top { get; private set; }

    public long TradeId { get; private set; } = 6_900_000_000;

    /// <summary>Whether anyone listens to the streams. What is said while nobody does is lost, what is on its way arrives.</summary>
    public bool IsHeard { get; set; } = true;

    /// <summary>From here on changes are told; what stands already comes by snapshot.</summary>
    public void Begin()
    {
        Top = market.Top;
        _lastDiffId = market.UpdateId;
        market.ForgetTouched();
    }

    public void SendTickerIfMoved(long now)
    {
        var top = market.Top;
        if (top != Top)
        {
            Top = top;
            var sent = now + random.Between(0, 2) * MilliNanos;
            Send("bookTicker", now, text.Ticker(sent, now, market.UpdateId, top), new TickerFact(market.UpdateId, top));
        }
    }

    public void SendTrade(long now, Side taker, LevelUpdate fill)
    {
        SendTradeRow(now, text.Price(fill.PriceTicks), text.Size(fill.SizeLots), "MARKET", taker);
        if (random.OnceIn(150))
        {
            SendTradeRow(now, "0", "0", "NA", taker);
        }

        if (random.OnceIn(400))
        {
            SendTradeRow(now, text.Price(fill.PriceTicks), text.Size(fill.SizeLots), "INSURANCE_FUND", taker);
        }
    }

    /// <summary>All that changed since the last diff, as the next one.</summary>
    public DiffFact CutDiff()
    {
        var diff = new DiffFact(market.FirstTouchedId, market.UpdateId, _lastDiffId, TouchedOf(market.Bids), TouchedOf(market.Asks));
        market.ForgetTouched();
        _lastDiffId = diff.Last;
        return diff;
    }

    /// <summary>Sends <paramref name="diff"/> and gives back its text.</summary>
    public string SendDiff(long now, DiffFact diff)
    {
        var words = DiffText(now, diff, text.Levels(diff.Bids));
        SendDiffText(now, words, diff);
        return words;
    }

    public void SendDiffText(long now, string words, DiffFact diff) => Send("depth", now, words, diff);

    public string DiffText(long now, DiffFact diff, string bids) =>
        text.Diff(now + MilliNanos, now, diff.First, diff.Last, diff.Previous, bids, text.Levels(diff.Asks));

    /// <summary>Asks for the book as it is now; the answer takes its time.</summary>
    public void SendSnapshot(long now, long roundTripNanos, int levels)
    {
        var (bids, asks) = (market.Bids.BestLevels(levels).ToArray(), market.Asks.BestLevels(levels).ToArray());
        var words = MessageText.Snapshot(now, market.UpdateId, text.Levels(bids), text.Levels(asks));
        outbox.Send(Rest, now + roundTripNanos, words, new SnapshotFact(market.UpdateId, bids, asks));
    }

    public void SendOther(string stream, long now, string words) => Send(stream, now, words, new CountedFact(MessageCategory.Other));

    public void SendDeadLetter(string stream, long now, string words) => Send(stream, now, words, new CountedFact(MessageCategory.DeadLetter));

    private void SendTradeRow(long now, string price, string size, string kind, Side taker)
    {
        var category = kind == "MARKET" ? MessageCategory.Trade : MessageCategory.Filtered;
        var sent = now + random.Between(0, 2) * MilliNanos;
        Send("trade", now, text.Trade(sent, now, ++TradeId, price, size, kind, taker == Side.Sell), new CountedFact(category));
    }

    /// <summary>What changed on a side, and now and then the end of a level that nobody has seen.</summary>
    private LevelUpdate[] TouchedOf(RestingSide side)
    {
        var levels = side.Touched.Select(ticks => new LevelUpdate { PriceTicks = ticks, SizeLots = side.LotsAt(ticks) });
        var unknown = side.BestTicks + (side.Side == Side.Buy ? -1 : 1) * random.Between(7_000, 60_000);
        var addsUnknown = random.OnceIn(20) && side.LotsAt(unknown) == 0 && !side.Touched.Contains(unknown);
        return (addsUnknown ? levels.Append(new LevelUpdate { PriceTicks = unknown }) : levels).OrderBy(level => level.PriceTicks).ToArray();
    }

    private void Send(string stream, long now, string words, Fact fact)
    {
        var arrival = DrawArrival(now);
        if (IsHeard)
        {
            outbox.Send(stream, arrival, words, fact);
        }
    }

    /// <summary>When something sent now is received: the streams run on their own, so a diff may overtake its ticker.</summary>
    private long DrawArrival(long now) => now + (random.OnceIn(40) ? random.Between(6_000, 25_000) : random.Between(300, 6_000)) * 1_000;
}

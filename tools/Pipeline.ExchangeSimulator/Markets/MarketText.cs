using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Market data in the venue's words of 2026, unwrapped.</summary>
internal sealed class MarketText(Instrument instrument)
{
    private const long MilliNanos = 1_000_000;
    private const long FundingMillis = 28_800_000;

    private string Symbol => instrument.Symbol;

    public string Diff(long nanos, long first, long last, long previous, string bids, string asks) =>
        $"{{\"e\":\"depthUpdate\",{Times(nanos)},{Names},\"U\":{first},\"u\":{last},\"pu\":{previous},\"b\":{bids},\"a\":{asks}}}";

    public string Ticker(long nanos, long id, in TopOfBook top) =>
        $"{{\"e\":\"bookTicker\",\"u\":{id},{Times(nanos)},{Names},\"b\":\"{Price(top.BidTicks)}\",\"B\":\"{Size(top.BidLots)}\",\"a\":\"{Price(top.AskTicks)}\",\"A\":\"{Size(top.AskLots)}\",\"st\":1}}";

    public string Trade(long nanos, long id, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"trade\",{Times(nanos)},\"s\":\"{Symbol}\",\"t\":{id},\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"X\":\"MARKET\",\"m\":{VenueJson.Bool(buyerIsMaker)}}}";

    public string AggregateTrade(long nanos, long id, long firstTrade, long lastTrade, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"aggTrade\",\"E\":{Millis(nanos)},\"a\":{id},\"s\":\"{Symbol}\",\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"nq\":\"{Size(lots)}\",\"f\":{firstTrade},\"l\":{lastTrade},\"T\":{Millis(nanos)},\"m\":{VenueJson.Bool(buyerIsMaker)},\"st\":1}}";

    public string MarkPrice(long nanos, long ticks) =>
        $"{{\"e\":\"markPriceUpdate\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"p\":\"{Price(ticks)}\",\"ap\":\"{Price(ticks)}\",\"i\":\"{Price(ticks)}\",\"P\":\"{Price(ticks)}\",\"r\":\"0.00010000\",\"T\":{(Millis(nanos) / FundingMillis + 1) * FundingMillis},\"st\":1}}";

    public static string Snapshot(long nanos, long last, string bids, string asks) =>
        $"{{\"lastUpdateId\":{last},{Times(nanos)},\"bids\":{bids},\"asks\":{asks}}}";

    public string Levels(IEnumerable<LevelUpdate> levels) =>
        VenueJson.List(levels.Select(level => $"[\"{Price(level.PriceTicks)}\",\"{Size(level.SizeLots)}\"]"));

    public string Price(long ticks) => FixedPoint.Format((Int128)ticks * instrument.TickMantissa, instrument.PriceDecimals);

    public string Size(long lots) => FixedPoint.Format((Int128)lots * instrument.LotMantissa, instrument.SizeDecimals);

    private string Names => $"\"s\":\"{Symbol}\",\"ps\":\"{Symbol}\"";

    private static string Times(long nanos) => $"\"E\":{Millis(nanos)},\"T\":{Millis(nanos)}";

    private static long Millis(long nanos) => nanos / MilliNanos;
}

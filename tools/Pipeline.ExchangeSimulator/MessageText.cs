using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>The venue's own words: JSON as USD-M sends it.</summary>
internal sealed class MessageText(Instrument instrument)
{
    private const long MilliNanos = 1_000_000;
    private const int TooManyDecimals = 9;

    private readonly string _streams = instrument.Symbol.ToLowerInvariant();

    /// <summary>Whether the members that the venue added later are there.</summary>
    public bool NewerMembers { get; set; }

    private string Symbol => instrument.Symbol;

    private string Pair => NewerMembers ? $"\"ps\":\"{Symbol}\"," : "";

    private string Status => NewerMembers ? ",\"st\":1" : "";

    public string Diff(long sentNanos, long actedNanos, long first, long last, long previous, string bids, string asks) => Wrap("depth@0ms",
        $"\"e\":\"depthUpdate\",{Times(sentNanos, actedNanos)},\"s\":\"{Symbol}\",{Pair}\"U\":{first},\"u\":{last},\"pu\":{previous},\"b\":{bids},\"a\":{asks}");

    public string PartialDepth(long nanos, long last, string bids, string asks) => Wrap("depth5@500ms",
        $"\"e\":\"depthUpdate\",{Times(nanos, nanos)},\"s\":\"{Symbol}\",\"U\":{last - 40},\"u\":{last},\"pu\":{last - 90},\"b\":{bids},\"a\":{asks}");

    public static string Snapshot(long nanos, long last, string bids, string asks) =>
        $"{{\"lastUpdateId\":{last},{Times(nanos, nanos)},\"bids\":{bids},\"asks\":{asks}}}";

    public string Ticker(long sentNanos, long actedNanos, long id, in TopOfBook top)
    {
        var levels = $"\"b\":\"{Price(top.BidTicks)}\",\"B\":\"{Size(top.BidLots)}\",\"a\":\"{Price(top.AskTicks)}\",\"A\":\"{Size(top.AskLots)}\"";
        return Wrap("bookTicker", NewerMembers
            ? $"\"e\":\"bookTicker\",\"u\":{id},{Times(sentNanos, actedNanos)},\"s\":\"{Symbol}\",{Pair}{levels}{Status}"
            : $"\"e\":\"bookTicker\",\"u\":{id},\"s\":\"{Symbol}\",{levels},\"T\":{Millis(actedNanos)},\"E\":{Millis(sentNanos)}");
    }

    public string Trade(long sentNanos, long actedNanos, long id, string price, string size, string kind, bool buyerIsMaker) => Wrap("trade",
        $"\"e\":\"trade\",{Times(sentNanos, actedNanos)},\"s\":\"{Symbol}\",\"t\":{id},\"p\":\"{price}\",\"q\":\"{size}\",\"X\":\"{kind}\",\"m\":{(buyerIsMaker ? "true" : "false")}");

    public string TradeWithoutSize(long nanos, long id, string price) => Wrap("trade",
        $"\"e\":\"trade\",{Times(nanos, nanos)},\"s\":\"{Symbol}\",\"t\":{id},\"p\":\"{price}\",\"X\":\"MARKET\",\"m\":true");

    public string MarkPrice(long nanos, long ticks) => Wrap("markPrice@1s",
        $"\"e\":\"markPriceUpdate\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"p\":\"{Price(ticks)}512345\",\"i\":\"{Price(ticks + 7)}734783\",\"P\":\"{Price(ticks - 3)}000000\",\"r\":\"0.00010000\",\"T\":{Millis(nanos) / 28_800_000 * 28_800_000 + 28_800_000}{Status}");

    public string Candle(long nanos, in TopOfBook top, long lastTradeId) => Wrap("kline_1m",
        $"\"e\":\"kline\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"k\":{{\"t\":{Millis(nanos) / 60_000 * 60_000},\"T\":{Millis(nanos) / 60_000 * 60_000 + 59_999},\"s\":\"{Symbol}\",\"i\":\"1m\",\"L\":{lastTradeId},\"o\":\"{Price(top.BidTicks)}\",\"c\":\"{Price(top.AskTicks)}\",\"x\":false}}");

    public string ForcedOrder(long nanos, long ticks, long lots) => Wrap("forceOrder",
        $"\"e\":\"forceOrder\",\"E\":{Millis(nanos)},\"o\":{{\"s\":\"{Symbol}\",\"S\":\"SELL\",\"o\":\"LIMIT\",\"f\":\"IOC\",\"q\":\"{Size(lots)}\",\"p\":\"{Price(ticks - 900)}\",\"ap\":\"{Price(ticks)}\",\"X\":\"FILLED\",\"l\":\"{Size(lots)}\",\"z\":\"{Size(lots)}\",\"T\":{Millis(nanos)}}}");

    /// <summary>The first line of a recording that was made: it says so of the whole.</summary>
    public static string MarkedAcknowledgement(int id) => $"{{\"result\":null,\"id\":{id},\"synthetic\":true}}";

    public string Levels(IEnumerable<LevelUpdate> levels) =>
        "[" + string.Join(',', levels.Select(level => $"[\"{Price(level.PriceTicks)}\",\"{Size(level.SizeLots)}\"]")) + "]";

    public string Price(long ticks) => FixedPoint.Format(ticks * instrument.TickMantissa, instrument.PriceDecimals);

    /// <summary>A price with more decimals than the venue's precision, which nothing can hold: a dead letter.</summary>
    public string TooFinePrice(long ticks) =>
        FixedPoint.Format((Int128)ticks * instrument.TickMantissa * FixedPoint.PowerOfTen(TooManyDecimals - instrument.PriceDecimals) + 1, TooManyDecimals);

    public string Size(long lots) => FixedPoint.Format(lots * instrument.LotMantissa, instrument.SizeDecimals);

    private static string Times(long sentNanos, long actedNanos) => $"\"E\":{Millis(sentNanos)},\"T\":{Millis(actedNanos)}";

    private static long Millis(long nanos) => nanos / MilliNanos;

    private string Wrap(string stream, string members) => $"{{\"stream\":\"{_streams}@{stream}\",\"data\":{{{members}}}}}";
}

using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Market data in the venue's words of 2026, unwrapped: those of futures, which spot says otherwise.</summary>
internal class MarketText(Instrument instrument)
{
    private const long MilliNanos = 1_000_000;
    private const long FundingMillis = 28_800_000;

    protected Instrument Instrument => instrument;

    protected string Symbol => instrument.Symbol;

    /// <summary>What is traded: a COIN-M symbol without its contract.</summary>
    private string Pair => Symbol.Split('_')[0];

    private string Names => $"\"s\":\"{Symbol}\",\"ps\":\"{Pair}\"";

    private int SymbolType => instrument.Market == Market.CoinM ? 2 : 1;

    public static MarketText Of(Instrument instrument) => instrument.Market == Market.Spot ? new SpotText(instrument) : new MarketText(instrument);

    public virtual string Diff(long nanos, in CutDiff diff) =>
        $"{{\"e\":\"depthUpdate\",{Times(nanos)},{Names},\"U\":{diff.First},\"u\":{diff.Last},\"pu\":{diff.Previous},\"b\":{Levels(diff.Bids)},\"a\":{Levels(diff.Asks)}}}";

    /// <summary>The best levels instead of the changes.</summary>
    public virtual string Partial(long nanos, in CutDiff diff) => Diff(nanos, diff);

    public virtual string Ticker(long nanos, long id, in TopOfBook top) =>
        $"{{\"e\":\"bookTicker\",\"u\":{id},{Times(nanos)},{Names},{Best(top)},\"st\":{SymbolType}}}";

    public virtual string Trade(long nanos, long id, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"trade\",{Times(nanos)},\"s\":\"{Symbol}\",\"t\":{id},\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"X\":\"MARKET\",\"m\":{VenueJson.Bool(buyerIsMaker)}}}";

    public virtual string AggregateTrade(long nanos, long id, long firstTrade, long lastTrade, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"aggTrade\",\"E\":{Millis(nanos)},\"a\":{id},\"s\":\"{Symbol}\",\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"nq\":\"{Size(lots)}\",\"f\":{firstTrade},\"l\":{lastTrade},\"T\":{Millis(nanos)},\"m\":{VenueJson.Bool(buyerIsMaker)},\"st\":{SymbolType}}}";

    public string MarkPrice(long nanos, long ticks) =>
        $"{{\"e\":\"markPriceUpdate\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"p\":\"{Price(ticks)}\",\"ap\":\"{Price(ticks)}\",\"i\":\"{Price(ticks)}\",\"P\":\"{Price(ticks)}\",\"r\":\"0.00010000\",\"T\":{(Millis(nanos) / FundingMillis + 1) * FundingMillis},\"st\":{SymbolType}}}";

    public virtual string Snapshot(long nanos, long last, string bids, string asks) =>
        $"{{\"lastUpdateId\":{last},{Times(nanos)},{LongNames}\"bids\":{bids},\"asks\":{asks}}}";

    public string Levels(IEnumerable<LevelUpdate> levels) =>
        VenueJson.List(levels.Select(level => $"[\"{Price(level.PriceTicks)}\",\"{Size(level.SizeLots)}\"]"));

    public virtual string Price(long ticks) => FixedPoint.Format((Int128)ticks * instrument.TickMantissa, instrument.PriceDecimals);

    public virtual string Size(long lots) => FixedPoint.Format((Int128)lots * instrument.LotMantissa, instrument.SizeDecimals);

    protected string Best(in TopOfBook top) =>
        $"\"b\":\"{Price(top.BidTicks)}\",\"B\":\"{Size(top.BidLots)}\",\"a\":\"{Price(top.AskTicks)}\",\"A\":\"{Size(top.AskLots)}\"";

    protected static long Millis(long nanos) => nanos / MilliNanos;

    private string LongNames => instrument.Market == Market.CoinM ? $"\"symbol\":\"{Symbol}\",\"pair\":\"{Pair}\"," : "";

    private static string Times(long nanos) => $"\"E\":{Millis(nanos)},\"T\":{Millis(nanos)}";
}

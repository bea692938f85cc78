using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Spot's words: no transaction time, no `pu`, a nameless ticker, eight decimals everywhere.</summary>
internal sealed class SpotText(Instrument instrument) : MarketText(instrument)
{
    private const int Decimals = 8;

    /// <summary>Spot's ranges leave nothing out: the first id follows the last one of the event before.</summary>
    public override string Diff(long nanos, in CutDiff diff) =>
        $"{{\"e\":\"depthUpdate\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"U\":{diff.Previous + 1},\"u\":{diff.Last},\"b\":{Levels(diff.Bids)},\"a\":{Levels(diff.Asks)}}}";

    public override string Partial(long nanos, in CutDiff diff) =>
        $"{{\"lastUpdateId\":{diff.Last},\"bids\":{Levels(diff.Bids)},\"asks\":{Levels(diff.Asks)}}}";

    public override string Ticker(long nanos, long id, in TopOfBook top) => $"{{\"u\":{id},\"s\":\"{Symbol}\",{Best(top)}}}";

    public override string Trade(long nanos, long id, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"trade\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"t\":{id},\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"T\":{Millis(nanos)},\"m\":{VenueJson.Bool(buyerIsMaker)},\"M\":true}}";

    public override string AggregateTrade(long nanos, long id, long firstTrade, long lastTrade, long ticks, long lots, bool buyerIsMaker) =>
        $"{{\"e\":\"aggTrade\",\"E\":{Millis(nanos)},\"s\":\"{Symbol}\",\"a\":{id},\"p\":\"{Price(ticks)}\",\"q\":\"{Size(lots)}\",\"f\":{firstTrade},\"l\":{lastTrade},\"T\":{Millis(nanos)},\"m\":{VenueJson.Bool(buyerIsMaker)},\"M\":true}}";

    public override string Snapshot(long nanos, long last, string bids, string asks) =>
        $"{{\"lastUpdateId\":{last},\"bids\":{bids},\"asks\":{asks}}}";

    public override string Price(long ticks) => FixedPoint.Format(Fine((Int128)ticks * Instrument.TickMantissa, Instrument.PriceDecimals), Decimals);

    public override string Size(long lots) => FixedPoint.Format(Fine((Int128)lots * Instrument.LotMantissa, Instrument.SizeDecimals), Decimals);

    private static Int128 Fine(Int128 mantissa, int decimals) => mantissa * FixedPoint.PowerOfTen(Decimals - decimals);
}

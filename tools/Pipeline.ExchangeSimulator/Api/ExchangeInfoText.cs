using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>The exchangeInfo reply.</summary>
internal static class ExchangeInfoText
{
    public static string Write(Venue venue) =>
        $"{{\"timezone\":\"UTC\",\"serverTime\":{venue.NowMillis},\"futuresType\":\"U_MARGINED\",\"rateLimits\":[{WeightLimit(venue.Options)},{OrderLimit("MINUTE", 1, venue.Options.OrdersPerMinute)},{OrderLimit("SECOND", 10, venue.Options.OrdersPerTenSeconds)}],"
        + "\"exchangeFilters\":[],\"assets\":[{\"asset\":\"USDT\",\"marginAvailable\":true,\"autoAssetExchange\":\"0\"}],"
        + $"\"symbols\":{VenueJson.List(venue.Markets.Values.Select(market => Symbol(market.Instrument)))}}}";

    public static string OrderLimits(ExchangeServerOptions options) =>
        $"[{OrderLimit("SECOND", 10, options.OrdersPerTenSeconds)},{OrderLimit("MINUTE", 1, options.OrdersPerMinute)}]";

    private static string WeightLimit(ExchangeServerOptions options) =>
        $"{{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{options.WeightPerMinute}}}";

    private static string OrderLimit(string interval, int count, int limit) =>
        $"{{\"rateLimitType\":\"ORDERS\",\"interval\":\"{interval}\",\"intervalNum\":{count},\"limit\":{limit}}}";

    private static string Symbol(Instrument instrument)
    {
        var name = instrument.Symbol;
        var asset = name.EndsWith("USDT", StringComparison.Ordinal) ? name[..^4] : name;
        return $"{{\"symbol\":\"{name}\",\"pair\":\"{name}\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,\"onboardDate\":1569398400000,\"status\":\"TRADING\","
            + $"\"maintMarginPercent\":\"2.5000\",\"requiredMarginPercent\":\"5.0000\",\"baseAsset\":\"{asset}\",\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"pricePrecision\":{instrument.PriceDecimals},\"quantityPrecision\":{instrument.SizeDecimals},"
            + "\"baseAssetPrecision\":8,\"quotePrecision\":8,\"underlyingType\":\"COIN\",\"underlyingSubType\":[\"PoW\"],\"settlePlan\":0,\"triggerProtect\":\"0.0500\",\"liquidationFee\":\"0.012500\",\"marketTakeBound\":\"0.05\",\"maxMoveOrderLimit\":10000,"
            + $"\"filters\":{Filters(instrument)},\"orderTypes\":[\"LIMIT\",\"MARKET\"],\"timeInForce\":[\"GTC\",\"IOC\",\"FOK\",\"GTX\",\"GTD\"]}}";
    }

    private static string Filters(Instrument instrument)
    {
        var (tick, lot) = (FixedPoint.Format(instrument.TickMantissa, instrument.PriceDecimals), FixedPoint.Format(instrument.LotMantissa, instrument.SizeDecimals));
        var (least, most) = (instrument.FormatSize(Math.Max(1, instrument.MinLots)), instrument.FormatSize(instrument.MaxLots));
        return $"[{{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"{tick}\",\"maxPrice\":\"4529764.00\",\"tickSize\":\"{tick}\"}},"
            + $"{{\"filterType\":\"LOT_SIZE\",\"minQty\":\"{least}\",\"maxQty\":\"{most}\",\"stepSize\":\"{lot}\"}},"
            + $"{{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"{least}\",\"maxQty\":\"{most}\",\"stepSize\":\"{lot}\"}},"
            + "{\"filterType\":\"MAX_NUM_ORDERS\",\"limit\":200},"
            + $"{{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"{instrument.MinNotionalE8 / 100_000_000}\"}},"
            + "{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"1.0500\",\"multiplierDown\":\"0.9500\",\"multiplierDecimal\":\"4\"}]";
    }
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>The exchangeInfo reply.</summary>
internal static class ExchangeInfoText
{
    /// <summary>All instruments, or on spot those that `symbol` or `symbols` names.</summary>
    public static string Write(Venue venue, RequestParameters parameters)
    {
        var symbols = VenueJson.List(Chosen(venue, parameters).Select(market => Symbol(market.Instrument)));
        var limits = $"{WeightLimit(venue.Budget.Limit)},{OrderLimit("MINUTE", 1, venue.Options.OrdersPerMinute)},{OrderLimit("SECOND", 10, venue.Options.OrdersPerTenSeconds)}";
        return $"{{\"timezone\":\"UTC\",\"serverTime\":{venue.NowMillis},{OfMarket(venue.Rules.Market)}\"rateLimits\":[{limits}],\"exchangeFilters\":[],\"symbols\":{symbols}}}";
    }

    public static string OrderLimits(ExchangeServerOptions options) =>
        $"[{OrderLimit("SECOND", 10, options.OrdersPerTenSeconds)},{OrderLimit("MINUTE", 1, options.OrdersPerMinute)}]";

    private static string OfMarket(Market market) => market switch
    {
        Market.UsdM => "\"futuresType\":\"U_MARGINED\",\"assets\":[{\"asset\":\"USDT\",\"marginAvailable\":true,\"autoAssetExchange\":\"0\"}],",
        _ => "",
    };

    private static IEnumerable<SymbolMarket> Chosen(Venue venue, RequestParameters parameters)
    {
        if (venue.Rules.Market != Market.Spot || (parameters.Get("symbol") ?? parameters.Get("symbols")) is not { } names)
        {
            return venue.Markets.Values;
        }

        return names.Trim('[', ']').Split(',').Select(name => venue.MarketOf(name.Trim('"', ' ')));
    }

    private static string WeightLimit(int weight) =>
        $"{{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{weight}}}";

    private static string OrderLimit(string interval, int count, int limit) =>
        $"{{\"rateLimitType\":\"ORDERS\",\"interval\":\"{interval}\",\"intervalNum\":{count},\"limit\":{limit}}}";

    private static string Symbol(Instrument instrument) => instrument.Market switch
    {
        Market.Spot => SpotSymbol(instrument),
        Market.CoinM => FuturesSymbol(instrument, instrument.Symbol.Split('_')[0], "USD", "contractStatus", $"\"contractSize\":{instrument.ContractSize},\"equalQtyPrecision\":4,"),
        _ => FuturesSymbol(instrument, instrument.Symbol, "USDT", "status", ""),
    };

    private static string FuturesSymbol(Instrument instrument, string pair, string quote, string status, string contract)
    {
        var asset = pair.EndsWith(quote, StringComparison.Ordinal) ? pair[..^quote.Length] : pair;
        var margin = instrument.Market == Market.CoinM ? asset : quote;
        return $"{{\"symbol\":\"{instrument.Symbol}\",\"pair\":\"{pair}\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,\"onboardDate\":1569398400000,\"{status}\":\"TRADING\",{contract}"
            + $"\"maintMarginPercent\":\"2.5000\",\"requiredMarginPercent\":\"5.0000\",\"baseAsset\":\"{asset}\",\"quoteAsset\":\"{quote}\",\"marginAsset\":\"{margin}\",\"pricePrecision\":{instrument.PriceDecimals},\"quantityPrecision\":{instrument.SizeDecimals},"
            + "\"baseAssetPrecision\":8,\"quotePrecision\":8,\"underlyingType\":\"COIN\",\"underlyingSubType\":[\"PoW\"],\"settlePlan\":0,\"triggerProtect\":\"0.0500\",\"liquidationFee\":\"0.012500\",\"marketTakeBound\":\"0.05\",\"maxMoveOrderLimit\":10000,"
            + $"\"filters\":{Filters(instrument, FuturesFilters(instrument))},\"orderTypes\":[\"LIMIT\",\"MARKET\"],\"timeInForce\":[\"GTC\",\"IOC\",\"FOK\",\"GTX\",\"GTD\"]}}";
    }

    private static string SpotSymbol(Instrument instrument)
    {
        var (name, asset) = (instrument.Symbol, instrument.Symbol.EndsWith("USDT", StringComparison.Ordinal) ? instrument.Symbol[..^4] : instrument.Symbol);
        return $"{{\"symbol\":\"{name}\",\"status\":\"TRADING\",\"baseAsset\":\"{asset}\",\"baseAssetPrecision\":8,\"quoteAsset\":\"USDT\",\"quotePrecision\":8,\"quoteAssetPrecision\":8,"
            + $"\"orderTypes\":[\"LIMIT\",\"LIMIT_MAKER\",\"MARKET\"],\"isSpotTradingAllowed\":true,\"isMarginTradingAllowed\":false,\"filters\":{Filters(instrument, SpotFilters(instrument))},\"permissions\":[],\"permissionSets\":[[\"SPOT\"]]}}";
    }

    private static string Filters(Instrument instrument, string more)
    {
        var text = MarketText.Of(instrument);
        var (tick, lot) = (text.Price(1), text.Size(1));
        var (least, most) = (text.Size(Math.Max(1, instrument.MinLots)), text.Size(instrument.MaxLots));
        return $"[{{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"{tick}\",\"maxPrice\":\"4529764.00\",\"tickSize\":\"{tick}\"}},"
            + $"{{\"filterType\":\"LOT_SIZE\",\"minQty\":\"{least}\",\"maxQty\":\"{most}\",\"stepSize\":\"{lot}\"}},"
            + $"{{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"{least}\",\"maxQty\":\"{most}\",\"stepSize\":\"{lot}\"}},"
            + $"{{\"filterType\":\"MAX_NUM_ORDERS\",\"limit\":200}},{more}]";
    }

    private static string FuturesFilters(Instrument instrument) =>
        (instrument.Market == Market.UsdM ? $"{{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"{instrument.MinNotionalE8 / 100_000_000}\"}}," : "")
        + "{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"1.0500\",\"multiplierDown\":\"0.9500\",\"multiplierDecimal\":\"4\"}";

    private static string SpotFilters(Instrument instrument) =>
        $"{{\"filterType\":\"NOTIONAL\",\"minNotional\":\"{instrument.MinNotionalE8 / 100_000_000}.00000000\",\"applyMinToMarket\":true,\"maxNotional\":\"9000000.00000000\",\"applyMaxToMarket\":false,\"avgPriceMins\":5}}";
}

using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>How a stream's venue is written: the exchange and the market, such as `binance-usdm`.</summary>
internal static class VenueName
{
    /// <summary>The market in one word: `usdm`, `coinm`, `spot`.</summary>
    public static string MarketOf(Instrument instrument) => instrument.Market.ToString().ToLowerInvariant();

    public static string Of(ILoadSource source, LoadOptions options) => $"{options.Exchange}-{MarketOf(source.Instruments[0])}";
}

namespace Pipeline.Warehouse.Reading;

/// <summary>How a stream's venue is written: the exchange and the market, such as `binance-usd_m`.</summary>
internal static class VenueName
{
    public static string Of(ILoadSource source, LoadOptions options) => $"{options.Exchange}-{RowText.Of(source.Instruments[0].Market)}";
}

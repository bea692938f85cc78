using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>How markets are written.</summary>
internal static class MarketName
{
    private static readonly string[] Markets = [.. Enum.GetValues<Market>().Order().Select(market => market.ToString().ToLowerInvariant())];

    /// <summary>The market in one word: `usdm`, `coinm`, `spot`. It is half of an instrument's name in every table.</summary>
    public static string Of(Instrument instrument) => Markets[(int)instrument.Market];
}

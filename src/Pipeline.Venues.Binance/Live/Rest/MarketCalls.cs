using System.Globalization;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>What one market's calls for market data are named and cost.</summary>
/// <remarks>Immutable; any thread.</remarks>
public sealed record MarketCalls
{
    private static readonly MarketCalls UsdMargined = new() { Prefix = "/fapi/v1", WeightPerMinute = 2_400 };
    private static readonly MarketCalls CoinMargined = new() { Prefix = "/dapi/v1", WeightPerMinute = 2_400 };
    private static readonly MarketCalls Spot = new() { Prefix = "/api/v3", WeightPerMinute = 6_000 };

    private MarketCalls()
    {
    }

    /// <summary>Path that the calls begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>Request weight that an address may use in a minute.</summary>
    public required int WeightPerMinute { get; init; }

    /// <summary>Path of the venue's time; its weight is 1.</summary>
    public string Time => $"{Prefix}/time";

    /// <summary>The calls of a market.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The market is not said.</exception>
    public static MarketCalls Of(Market market) => market switch
    {
        Market.UsdM => UsdMargined,
        Market.CoinM => CoinMargined,
        Market.Spot => Spot,
        _ => throw new ArgumentOutOfRangeException(nameof(market), market, "one of USD-M, COIN-M and spot"),
    };

    /// <summary>Path and query of the instruments: spot, which has thousands, is asked only for those wanted.</summary>
    public string ExchangeInfo(IEnumerable<string> symbols) => this == Spot
        ? $"{Prefix}/exchangeInfo?symbols={Uri.EscapeDataString($"[{string.Join(',', symbols.Select(symbol => $"\"{symbol}\""))}]")}"
        : $"{Prefix}/exchangeInfo";

    /// <summary>Path and query of a snapshot. Futures give 1,000 levels a side at most, spot 5,000.</summary>
    public string Depth(string symbol, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}/depth?symbol={symbol}&limit={limit}");

    /// <summary>Weight of a snapshot.</summary>
    public int DepthWeight(int limit) => this == Spot ? SpotDepthWeight(limit) : FuturesDepthWeight(limit);

    private static int FuturesDepthWeight(int limit) => limit switch
    {
        <= 50 => 2,
        <= 100 => 5,
        <= 500 => 10,
        _ => 20,
    };

    private static int SpotDepthWeight(int limit) => limit switch
    {
        <= 100 => 5,
        <= 500 => 25,
        <= 1_000 => 50,
        _ => 250,
    };
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What differs between the venue's markets: paths, routes, limits, weights.</summary>
internal sealed record MarketRules
{
    private static readonly int[] FuturesDepthLimits = [5, 10, 20, 50, 100, 500, 1000];

    private static readonly MarketRules UsdMargined = new()
    {
        Market = Market.UsdM,
        RestPrefix = "/fapi/v1",
        WsApiPath = "/ws-fapi/v1",
        HasRoutes = true,
        Trades = true,
        WeightPerMinute = 2_400,
        ControlMessagesPerSecond = 15,
    };

    private static readonly MarketRules CoinMargined = new()
    {
        Market = Market.CoinM,
        RestPrefix = "/dapi/v1",
        WsApiPath = "/ws-dapi/v1",
        WeightPerMinute = 2_400,
        ControlMessagesPerSecond = 15,
    };

    private static readonly MarketRules Spot = new()
    {
        Market = Market.Spot,
        RestPrefix = "/api/v3",
        WsApiPath = "/ws-api/v3",
        WeightPerMinute = 6_000,
        ControlMessagesPerSecond = 5,
    };

    public required Market Market { get; init; }

    /// <summary>What REST paths begin with.</summary>
    public required string RestPrefix { get; init; }

    public required string WsApiPath { get; init; }

    /// <summary>Whether streams are split by route; without routes one address carries all.</summary>
    public bool HasRoutes { get; init; }

    /// <summary>Whether orders are taken; the other markets show market data alone.</summary>
    public bool Trades { get; init; }

    public required int WeightPerMinute { get; init; }

    public required int ControlMessagesPerSecond { get; init; }

    public long UsualDepthLimit => Market == Market.Spot ? 100 : 500;

    public static MarketRules Of(Market market) => market switch
    {
        Market.CoinM => CoinMargined,
        Market.Spot => Spot,
        _ => UsdMargined,
    };

    public bool TakesDepthLimit(long limit) =>
        Market == Market.Spot ? limit is >= 1 and <= 5_000 : FuturesDepthLimits.Contains((int)limit);

    public int DepthWeight(long limit) => (Market == Market.Spot, limit) switch
    {
        (true, <= 100) => 5,
        (true, <= 500) => 25,
        (true, <= 1_000) => 50,
        (true, _) => 250,
        (_, <= 50) => 2,
        (_, <= 100) => 5,
        (_, <= 500) => 10,
        _ => 20,
    };
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Instruments that the exchange trades: the grids of the usual symbols, and a made one for any other.</summary>
public static class ExchangeInstruments
{
    /// <summary>Tick 0.10, lot 0.001.</summary>
    public static Instrument BtcUsdt { get; } = Create("BTCUSDT", 10, 2, 3, 100);

    /// <summary>Tick 0.01, lot 0.001.</summary>
    public static Instrument EthUsdt { get; } = Create("ETHUSDT", 1, 2, 3, 20);

    /// <summary>The usual grid of a symbol of that market; an unknown one gets a made one.</summary>
    public static Instrument Named(string symbol, Market market = Market.UsdM) => market switch
    {
        Market.Spot => SpotNamed(symbol),
        Market.CoinM => CoinMarginedNamed(symbol),
        _ => UsdMarginedNamed(symbol),
    };

    /// <summary>Whether the usual grid of a symbol is known.</summary>
    internal static bool IsKnown(string symbol, Market market) => market switch
    {
        Market.Spot => symbol is "BTCUSDT" or "ETHUSDT" or "NEXOUSDT",
        Market.CoinM => symbol is "BTCUSD_PERP" or "ETHUSD_PERP",
        _ => symbol is "BTCUSDT" or "ETHUSDT",
    };

    private static Instrument UsdMarginedNamed(string symbol) => symbol switch
    {
        "BTCUSDT" => BtcUsdt,
        "ETHUSDT" => EthUsdt,
        _ => Create(symbol, 1, 2, 3, 5),
    };

    private static Instrument CoinMarginedNamed(string symbol) => symbol switch
    {
        "BTCUSD_PERP" => Create(symbol, 1, 1, 0, 0) with { Market = Market.CoinM, ContractSize = 100 },
        _ => Create(symbol, 1, 2, 0, 0) with { Market = Market.CoinM, ContractSize = 10 },
    };

    private static Instrument SpotNamed(string symbol) => symbol switch
    {
        "BTCUSDT" => Create(symbol, 1, 2, 5, 5) with { Market = Market.Spot },
        "ETHUSDT" => Create(symbol, 1, 2, 4, 5) with { Market = Market.Spot },
        _ => Create(symbol, 1, 3, 2, 5) with { Market = Market.Spot },
    };

    private static Instrument Create(string symbol, long tickMantissa, int priceDecimals, int sizeDecimals, long minNotional) => new()
    {
        Market = Market.UsdM,
        Symbol = symbol,
        TickMantissa = tickMantissa,
        PriceDecimals = priceDecimals,
        LotMantissa = 1,
        SizeDecimals = sizeDecimals,
        MinLots = 1,
        MaxLots = 1_000_000,
        MinNotionalE8 = minNotional * 100_000_000,
    };
}

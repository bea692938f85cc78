using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Instruments that the exchange trades: the grids of the usual symbols, and a made one for any other.</summary>
public static class ExchangeInstruments
{
    /// <summary>Tick 0.10, lot 0.001.</summary>
    public static Instrument BtcUsdt { get; } = Create("BTCUSDT", 10, 2, 3, 100);

    /// <summary>Tick 0.01, lot 0.001.</summary>
    public static Instrument EthUsdt { get; } = Create("ETHUSDT", 1, 2, 3, 20);

    /// <summary>The usual grid of a symbol; an unknown one gets tick 0.01 and lot 0.001.</summary>
    public static Instrument Named(string symbol) => symbol switch
    {
        "BTCUSDT" => BtcUsdt,
        "ETHUSDT" => EthUsdt,
        _ => Create(symbol, 1, 2, 3, 5),
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

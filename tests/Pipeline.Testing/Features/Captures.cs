using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>The instruments of the shared captures.</summary>
public static class Captures
{
    public static readonly Instrument Btc = Create(Market.UsdM, "BTCUSDT", 10, 2, 1, 3);

    public static readonly Instrument Eth = Create(Market.UsdM, "ETHUSDT", 1, 2, 1, 3);

    public static readonly Instrument CoinMBtc = Create(Market.CoinM, "BTCUSD_PERP", 1, 1, 1, 0) with { ContractSize = 100 };

    public static readonly Instrument Nexo = Create(Market.Spot, "NEXOUSDT", 1, 3, 1, 2);

    private static Instrument Create(Market market, string symbol, long tick, int priceDecimals, long lot, int sizeDecimals) => new()
    {
        Market = market,
        Symbol = symbol,
        TickMantissa = tick,
        PriceDecimals = priceDecimals,
        LotMantissa = lot,
        SizeDecimals = sizeDecimals,
    };
}

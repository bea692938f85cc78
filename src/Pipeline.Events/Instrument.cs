using Pipeline.Primitives;

namespace Pipeline.Events;

/// <summary>Which market an instrument belongs to: its messages, its continuity rule and its size unit differ.</summary>
public enum Market : byte
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>USD-margined futures.</summary>
    UsdM = 1,

    /// <summary>Coin-margined futures: sizes are contracts.</summary>
    CoinM = 2,

    /// <summary>Spot.</summary>
    Spot = 3,
}

/// <summary>An instrument's grid and filters. Immutable; a change of grid is a new instance, announced by a record.</summary>
/// <remarks>Price = ticks x TickMantissa / 10^PriceDecimals; size = lots x LotMantissa / 10^SizeDecimals.</remarks>
public sealed record Instrument
{
    /// <summary>The market.</summary>
    public required Market Market { get; init; }

    /// <summary>The venue's symbol, upper case.</summary>
    public required string Symbol { get; init; }

    /// <summary>Tick size x 10^PriceDecimals; at least 1.</summary>
    public required long TickMantissa { get; init; }

    /// <summary>Decimals of the tick size as the venue writes it.</summary>
    public required int PriceDecimals { get; init; }

    /// <summary>Lot size x 10^SizeDecimals; at least 1.</summary>
    public required long LotMantissa { get; init; }

    /// <summary>Decimals of the lot size as the venue writes it.</summary>
    public required int SizeDecimals { get; init; }

    /// <summary>Contract size in quote units; 0 where a size is in base units.</summary>
    public long ContractSize { get; init; }

    /// <summary>Smallest order, lots; 0 where the venue gives none.</summary>
    public long MinLots { get; init; }

    /// <summary>Largest order, lots; 0 where the venue gives none.</summary>
    public long MaxLots { get; init; }

    /// <summary>Smallest notional, 1e-8 quote; 0 where the venue gives none.</summary>
    public long MinNotionalE8 { get; init; }

    /// <summary>Whether the venue trades it.</summary>
    public bool Tradable { get; init; } = true;

    /// <summary>Whether the grid was read off a snapshot for want of a table.</summary>
    public bool Inferred { get; init; }

    /// <summary>Tick size as the double nearest the decimal.</summary>
    public double TickSize => (double)TickMantissa / FixedPoint.PowerOfTen(PriceDecimals);

    /// <summary>Lot size as the double nearest the decimal.</summary>
    public double LotSize => (double)LotMantissa / FixedPoint.PowerOfTen(SizeDecimals);

    /// <summary>Decimal text of a price.</summary>
    public string FormatPrice(long ticks) => FixedPoint.Format((Int128)ticks * TickMantissa, PriceDecimals);

    /// <summary>Decimal text of a size.</summary>
    public string FormatSize(long lots) => FixedPoint.Format((Int128)lots * LotMantissa, SizeDecimals);

    /// <summary>The price of <paramref name="ticks"/> as the double nearest the decimal (both factors are exact below 2^53).</summary>
    public double Price(long ticks) => (double)(ticks * TickMantissa) / FixedPoint.PowerOfTen(PriceDecimals);

    /// <summary>The size of <paramref name="lots"/> as the double nearest the decimal.</summary>
    public double Size(long lots) => (double)(lots * LotMantissa) / FixedPoint.PowerOfTen(SizeDecimals);
}

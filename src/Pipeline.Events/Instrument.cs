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
/// <remarks>
/// A record's price is an integer of 10^-PriceDecimals and its size one of 10^-SizeDecimals: the venue's own precision, so that
/// whatever stands in its book is kept, on the grid or off it. Tick and lot are what own orders must obey.
/// </remarks>
public sealed record Instrument
{
    /// <summary>The market.</summary>
    public required Market Market { get; init; }

    /// <summary>The venue's symbol, upper case.</summary>
    public required string Symbol { get; init; }

    /// <summary>Market and symbol: its one name.</summary>
    public InstrumentName Name => new(Market, Symbol);

    /// <summary>Tick size in units of price; at least 1.</summary>
    public required long TickMantissa { get; init; }

    /// <summary>Decimals of a unit of price.</summary>
    public required int PriceDecimals { get; init; }

    /// <summary>Lot size in units of size; at least 1.</summary>
    public required long LotMantissa { get; init; }

    /// <summary>Decimals of a unit of size.</summary>
    public required int SizeDecimals { get; init; }

    /// <summary>How many of the price's decimals the venue does not write: text leaves them off where they are 0.</summary>
    public int SparePriceDecimals { get; init; }

    /// <summary>How many of the size's decimals the venue does not write: text leaves them off where they are 0.</summary>
    public int SpareSizeDecimals { get; init; }

    /// <summary>Contract size in quote units; 0 where a size is in base units.</summary>
    public long ContractSize { get; init; }

    /// <summary>Smallest order, units of size; 0 where the venue gives none.</summary>
    public long MinLots { get; init; }

    /// <summary>Largest order, units of size; 0 where the venue gives none.</summary>
    public long MaxLots { get; init; }

    /// <summary>Smallest notional, 1e-8 quote; 0 where the venue gives none.</summary>
    public long MinNotionalE8 { get; init; }

    /// <summary>Whether the venue trades it.</summary>
    public bool Tradable { get; init; } = true;

    /// <summary>Whether the grid was read off a snapshot for want of a table.</summary>
    public bool Inferred { get; init; }

    /// <summary>Tick size as the double nearest the decimal.</summary>
    public double TickSize => Price(TickMantissa);

    /// <summary>Lot size as the double nearest the decimal.</summary>
    public double LotSize => Size(LotMantissa);

    /// <summary>Whether a price in units is a whole number of ticks.</summary>
    public bool IsOnTick(long price) => price % TickMantissa == 0;

    /// <summary>Whether a size in units is a whole number of lots.</summary>
    public bool IsOnLot(long size) => size % LotMantissa == 0;

    /// <summary>The price of a number of ticks, or the highest there is where it does not fit.</summary>
    public long PriceOfTicks(long ticks) => (long)Int128.Min((Int128)ticks * TickMantissa, long.MaxValue);

    /// <summary>The size of a number of lots, or the largest there is where it does not fit.</summary>
    public long SizeOfLots(long lots) => (long)Int128.Min((Int128)lots * LotMantissa, long.MaxValue);

    /// <summary>Decimal text of a price: with the decimals that the venue writes, more only where the price has them.</summary>
    public string FormatPrice(long price) => FixedPoint.Format(price, PriceDecimals, SparePriceDecimals);

    /// <summary>Decimal text of a size: with the decimals that the venue writes, more only where the size has them.</summary>
    public string FormatSize(long size) => FixedPoint.Format(size, SizeDecimals, SpareSizeDecimals);

    /// <summary>A price as the double nearest the decimal.</summary>
    public double Price(long price) => FixedPoint.ToDouble(price, PriceDecimals);

    /// <summary>A size as the double nearest the decimal.</summary>
    public double Size(long size) => FixedPoint.ToDouble(size, SizeDecimals);

    /// <summary>A sum of sizes as the double nearest the decimal.</summary>
    public double Size(Int128 size) => FixedPoint.ToDouble(size, SizeDecimals);
}

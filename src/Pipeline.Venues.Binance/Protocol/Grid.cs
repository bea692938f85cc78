using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>A tick or lot size as powers of ten and what is left of it: most grids are a power of ten and need no division.</summary>
/// <remarks>Units = value x 10^Decimals / Residue. A tick of 0.10 has 1 decimal and residue 1; one of 0.05 has 2 and 5.</remarks>
internal readonly record struct Grid
{
    private Grid(long mantissa, int decimals)
    {
        for (; mantissa % 10 == 0; mantissa /= 10)
        {
            decimals--;
        }

        Decimals = decimals;
        Residue = new ExactDivisor(mantissa);
    }

    /// <summary>Decimals of the grid once trailing zeros are cut; negative for grids of ten and more.</summary>
    public int Decimals { get; }

    /// <summary>What is left of the grid when the power of ten is taken out.</summary>
    public ExactDivisor Residue { get; }

    public static Grid OfPrices(Instrument instrument) => new(1, instrument.PriceDecimals);

    public static Grid OfSizes(Instrument instrument) => new(1, instrument.SizeDecimals);

    /// <summary>Reads text that may have any number of trailing zeros.</summary>
    public DecimalStatus Read(ReadOnlySpan<byte> text, out long units)
    {
        var status = DecimalText.Read(text, Decimals, out units);
        if (status != DecimalStatus.Read)
        {
            return status;
        }

        var isNegative = units < 0;
        var isOnGrid = Residue.TryDivide(Math.Abs(units), out units);
        units = isNegative ? -units : units;
        return isOnGrid ? DecimalStatus.Read : DecimalStatus.OffScale;
    }
}

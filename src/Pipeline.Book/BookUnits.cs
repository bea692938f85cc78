using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>What turns a book's integers into those that hashes speak of: prices and sizes in units of 1e-8, whatever the instrument's own.</summary>
/// <param name="Price">Factor of a price.</param>
/// <param name="Size">Factor of a size.</param>
public readonly record struct BookUnits(long Price, long Size)
{
    /// <summary>The integers are units of 1e-8 already.</summary>
    public static readonly BookUnits E8 = new(1, 1);

    private const int Decimals = 8;

    /// <summary>The factors of <paramref name="instrument"/>.</summary>
    public static BookUnits Of(Instrument instrument) => new(
        FixedPoint.PowerOfTen(Math.Max(0, Decimals - instrument.PriceDecimals)),
        FixedPoint.PowerOfTen(Math.Max(0, Decimals - instrument.SizeDecimals)));
}

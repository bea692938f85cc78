using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shapes that levels have at one pair of scales, by the lengths of price and size.</summary>
/// <remarks>Single thread. All memory is taken at once; a shape is taken from a level that was read without it.</remarks>
internal sealed class LevelShapes(DecimalScale prices, DecimalScale sizes)
{
    private const int MaxText = DigitLayout.Bytes;
    private const int Impossible = -1;

    // A price's first digit is the third byte, and its opening quote is not looked at: the shape says whether it stands there.
    private const int BeforePrice = LevelShape.PriceOffset + 1;

    // From a size's opening quote to its closing one lie one byte more than it has, and lengths count from 1.
    private const int AroundSize = 2;

    private readonly NativeArray<LevelShape> _shapes = new(MaxText * MaxText);

    /// <summary>The first of all shapes; an index counts from it. A shape that no level was taken for fits nothing.</summary>
    public ref LevelShape First => ref _shapes[0];

    /// <summary>Whether the integers of these shapes have those scales.</summary>
    public bool IsFor(DecimalScale priceScale, DecimalScale sizeScale) => ReferenceEquals(prices, priceScale) && ReferenceEquals(sizes, sizeScale);

    /// <summary>Which shape a level may have whose quotes stand at <paramref name="quotes"/>, bit by byte; negative where it can have none.</summary>
    /// <param name="quotes">The quotes of 64 bytes.</param>
    /// <param name="sizeEnd">Receives where the closing quote of the size stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(ulong quotes, out int sizeEnd)
    {
        var fromPriceEnd = quotes & (quotes - 1);
        var fromSize = fromPriceEnd & (fromPriceEnd - 1);
        var price = BitOperations.TrailingZeroCount(fromPriceEnd) - BeforePrice;
        sizeEnd = BitOperations.TrailingZeroCount(fromSize & (fromSize - 1));
        var size = sizeEnd - BitOperations.TrailingZeroCount(fromSize) - AroundSize;
        return (uint)price < MaxText && (uint)size < MaxText ? (price * MaxText) + size : Impossible;
    }

    /// <summary>Looks at a level that did not fit: its shape is taken where that was so too often.</summary>
    /// <param name="level">From its bracket to the next one's.</param>
    /// <param name="priceLength">Bytes of the price, 1 to 16.</param>
    /// <param name="sizeOffset">Where the size starts.</param>
    /// <param name="sizeLength">Bytes of the size, 1 to 16.</param>
    public void Learn(ReadOnlySpan<byte> level, int priceLength, int sizeOffset, int sizeLength)
    {
        ref var shape = ref _shapes[((priceLength - 1) * MaxText) + sizeLength - 1];
        if (shape.IsToBeTaken())
        {
            shape.Take(level, priceLength, sizeOffset, sizeLength, prices.Decimals, sizes.Decimals);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shapes that levels of one instrument have, by the lengths of price and size.</summary>
/// <remarks>Single thread. All memory is taken at once; a shape is built when a level has it for the first time.</remarks>
internal sealed class LevelShapes
{
    private const int MaxText = 16;
    private const int Impossible = -1;
    private const int Frame = 8;

    private readonly NativeArray<LevelShape> _shapes = new(MaxText * MaxText);
    private readonly int _priceFraction;
    private readonly int _sizeFraction;

    /// <param name="prices">Grid of the prices.</param>
    /// <param name="sizes">Grid of the sizes.</param>
    /// <param name="priceFraction">Digits behind the dot of a price as the venue writes it.</param>
    /// <param name="sizeFraction">Digits behind the dot of a size.</param>
    public LevelShapes(Grid prices, Grid sizes, int priceFraction, int sizeFraction)
    {
        Prices = prices;
        Sizes = sizes;
        _priceFraction = priceFraction;
        _sizeFraction = sizeFraction;
    }

    public Grid Prices { get; }

    public Grid Sizes { get; }

    /// <summary>Whether a level must be divided by what is left of its grid.</summary>
    public bool HasResidue => !Prices.Residue.IsOne || !Sizes.Residue.IsOne;

    public bool IsFor(int priceFraction, int sizeFraction, in Grid prices, in Grid sizes) =>
        priceFraction == _priceFraction && sizeFraction == _sizeFraction && prices.Equals(Prices) && sizes.Equals(Sizes);

    /// <summary>The first of all shapes; <see cref="IndexOf"/> counts from it.</summary>
    public ref LevelShape First => ref _shapes[0];

    /// <summary>Which shape a level has whose quotes stand at <paramref name="quotes"/>, bit by byte; negative where it can have none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(ulong quotes)
    {
        var afterFirst = quotes & (quotes - 1);
        var priceEnd = BitOperations.TrailingZeroCount(afterFirst);
        var atSize = afterFirst & (afterFirst - 1);
        var sizeEnd = BitOperations.TrailingZeroCount(atSize & (atSize - 1));
        var price = priceEnd - LevelShape.PriceOffset - 1;
        var size = sizeEnd - priceEnd - 4;
        return (uint)price < MaxText && (uint)size < MaxText ? (price * MaxText) + size : Impossible;
    }

    /// <summary>The shape of such a level, built if need be; a null reference where there is none.</summary>
    public ref LevelShape Find(ulong quotes)
    {
        var index = IndexOf(quotes);
        if (index < 0)
        {
            // SAFETY: a null reference stands for "none" and is never read: every caller asks Unsafe.IsNullRef first.
            return ref Unsafe.NullRef<LevelShape>();
        }

        ref var shape = ref _shapes[index];
        if (shape.Length == 0)
        {
            Build(ref shape, (index / MaxText) + 1, (index % MaxText) + 1);
        }

        // SAFETY: as above.
        return ref shape.Length > 0 ? ref shape : ref Unsafe.NullRef<LevelShape>();
    }

    private void Build(ref LevelShape shape, int price, int size)
    {
        shape.Length = Impossible;
        var hasPrice = DigitLayout.TryOf(WholeDigits(price, _priceFraction), _priceFraction, Prices.Decimals, out var priceLayout);
        var hasSize = DigitLayout.TryOf(WholeDigits(size, _sizeFraction), _sizeFraction, Sizes.Decimals, out var sizeLayout);
        if (!hasPrice || !hasSize)
        {
            return;
        }

        Span<byte> least = shape.Least;
        Span<byte> slack = shape.Slack;
        Span<byte> shuffles = shape.Shuffles;
        shape.SizeOffset = LevelShape.PriceOffset + price + 3;
        slack.Fill(byte.MaxValue);
        slack[..(price + size + Frame - 1)].Clear();
        "[\""u8.CopyTo(least);
        priceLayout.WriteBounds(least[LevelShape.PriceOffset..], slack[LevelShape.PriceOffset..]);
        "\",\""u8.CopyTo(least[(LevelShape.PriceOffset + price)..]);
        sizeLayout.WriteBounds(least[shape.SizeOffset..], slack[shape.SizeOffset..]);
        "\"]"u8.CopyTo(least[(shape.SizeOffset + size)..]);
        priceLayout.WriteShuffle(shuffles[..DigitLayout.Bytes], 0);
        sizeLayout.WriteShuffle(shuffles[DigitLayout.Bytes..], 0);
        shape.Length = price + size + Frame;
    }

    private static int WholeDigits(int textLength, int fraction) => fraction == 0 ? textLength : textLength - fraction - 1;
}

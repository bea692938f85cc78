using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>32 bytes a step, two numbers at once.</summary>
internal readonly struct DecodeKernel256 : IDecodeKernel
{
    private const int Width = 32;

    // SAFETY (all loads here): the caller has Length readable bytes, at least 64, and the template's buffers are longer than
    // that; the last block starts at Length - 32, so nothing beyond is read. Checked by tests that end a text at a guard page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(ref byte text, ref MessageTemplate template)
    {
        var last = template.Length - Width;
        var excess = Excess(ref text, ref template.Least[0], ref template.Slack[0], last);
        for (var block = 0; block < last; block += Width)
        {
            excess |= Excess(ref text, ref template.Least[0], ref template.Slack[0], block);
        }

        return excess == Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadSlots(ref byte text, ref MessageTemplate template, ref long fields)
    {
        Store(ReadTwo(ref text, ref template, 0), ref template, ref fields, 0);
        Store(ReadTwo(ref text, ref template, 2), ref template, ref fields, 2);
        Store(ReadTwo(ref text, ref template, 4), ref template, ref fields, 4);
        Store(ReadTwo(ref text, ref template, 6), ref template, ref fields, 6);
    }

    // SAFETY: the caller has as many readable bytes as the shape's Reach, and the shape's buffers are 64 bytes long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsLevel(ref byte text, ref LevelShape shape)
    {
        var excess = Excess(ref text, ref shape.Least[0], ref shape.Slack[0], 0);
        if (shape.Length > Width)
        {
            excess |= Excess(ref text, ref shape.Least[0], ref shape.Slack[0], Width);
        }

        return excess == Vector256<byte>.Zero;
    }

    // SAFETY: the caller has as many readable bytes as the shape's Reach; both loads lie within them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ReadLevel(ref byte text, ref LevelShape shape)
    {
        var values = Vector256.Create(
            Vector128.LoadUnsafe(ref text, LevelShape.PriceOffset),
            Vector128.LoadUnsafe(ref text, (nuint)shape.SizeOffset));
        var digits = Avx2.Shuffle(Vector256.SubtractSaturate(values, Vector256.Create((byte)'0')), Vector256.LoadUnsafe(ref shape.Shuffles[0]));
        return SumDigits(digits);
    }

    /// <remarks>
    /// No branch but the last: what is wrong shows as a sign bit - a number above its limit, one that begins with its dot, a
    /// price of 0 - or as a byte above 9.
    /// </remarks>
    // SAFETY: the caller has the 16 bytes before each end; there is a factor for each place of a dot and for none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadPair(
        ref byte priceEnd, int priceLength, ref byte sizeEnd, int sizeLength, ref DecimalFactor prices, ref DecimalFactor sizes, ref LevelUpdate level)
    {
        const int Bytes = DigitLayout.Bytes;
        var text = Vector256.Create(
            Vector128.LoadUnsafe(ref Unsafe.Subtract(ref priceEnd, Bytes)),
            Vector128.LoadUnsafe(ref Unsafe.Subtract(ref sizeEnd, Bytes)));
        var values = (text - Vector256.Create((byte)'0')) & Vector256.Create(NumberTables.Keep(priceLength), NumberTables.Keep(sizeLength));
        var dots = Vector256.Equals(values, Vector256.Create(NumberTables.Dot)).ExtractMostSignificantBits();
        var priceDot = BitOperations.TrailingZeroCount(dots | (1u << Bytes));
        var sizeDot = BitOperations.TrailingZeroCount((dots >> Bytes) | (1u << Bytes));
        var digits = Avx2.Shuffle(values, Vector256.Create(NumberTables.DropDot(priceDot), NumberTables.DropDot(sizeDot)));
        var sums = SumDigits(digits);
        var (price, size) = (sums[0], sums[1]);
        ref var priceFactor = ref Unsafe.Add(ref prices, priceDot);
        ref var sizeFactor = ref Unsafe.Add(ref sizes, sizeDot);
        level.PriceTicks = price * priceFactor.Multiplier;
        level.SizeLots = size * sizeFactor.Multiplier;
        var wrong = (priceFactor.Limit - price) | (sizeFactor.Limit - size) | (price - 1)
            | (long)((priceDot ^ (Bytes - priceLength)) - 1) | (long)((sizeDot ^ (Bytes - sizeLength)) - 1);
        return wrong >= 0 && Vector256.SubtractSaturate(digits, Vector256.Create((byte)9)) == Vector256<byte>.Zero;
    }

    // SAFETY: the caller has 64 readable bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Quotes(ref byte text)
    {
        var quote = Vector256.Create((byte)'"');
        var low = Vector256.Equals(Vector256.LoadUnsafe(ref text), quote).ExtractMostSignificantBits();
        return low | (ulong)Vector256.Equals(Vector256.LoadUnsafe(ref text, Width), quote).ExtractMostSignificantBits() << Width;
    }

    // SAFETY: as Fits says: offset + 32 bytes of all three are readable.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Excess(ref byte text, ref byte least, ref byte slack, int offset) =>
        Vector256.SubtractSaturate(
            Vector256.LoadUnsafe(ref text, (nuint)offset) - Vector256.LoadUnsafe(ref least, (nuint)offset),
            Vector256.LoadUnsafe(ref slack, (nuint)offset));

    // SAFETY: a slot's offset is at most Length - 16, set by the learner; the shuffles are 128 bytes, slot is at most 6.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> ReadTwo(ref byte text, ref MessageTemplate template, int slot)
    {
        var values = Vector256.Create(
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot]),
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot + 1]));
        var shuffle = Vector256.LoadUnsafe(ref template.Shuffles[0], (nuint)(slot * DigitLayout.Bytes));
        return SumDigits(Avx2.Shuffle(Vector256.SubtractSaturate(values, Vector256.Create((byte)'0')), shuffle));
    }

    // SAFETY: the template has eight multipliers and masks and the caller eight fields; slot is at most 6.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<long> values, ref MessageTemplate template, ref long fields, int slot) =>
        ((values * Vector128.LoadUnsafe(ref template.Multipliers[0], (nuint)slot)) | Vector128.LoadUnsafe(ref template.Absent[0], (nuint)slot))
            .StoreUnsafe(ref fields, (nuint)slot);

    /// <summary>Each lane's 16 digits to one integer: pairs, fours, eights, then high x 10^8 + low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> SumDigits(Vector256<byte> digits)
    {
        var pairs = Avx2.MultiplyAddAdjacent(digits, Vector256.Create((short)0x010A).AsSByte());
        var fours = Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(0x0001_0064).AsInt16());
        var packed = Avx2.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Avx2.MultiplyAddAdjacent(packed, Vector256.Create(0x0001_2710).AsInt16());
        var sums = Avx2.Multiply(eights.AsUInt32(), Vector256.Create(100_000_000u)) + (eights.AsUInt64() >>> 32);
        return Sse2.UnpackLow(sums.GetLower(), sums.GetUpper()).AsInt64();
    }
}

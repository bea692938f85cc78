using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>16 bytes a step, one number at a time, with nothing that only one processor has.</summary>
internal readonly struct DecodeKernel128 : IDecodeKernel
{
    private const int Width = 16;

    // SAFETY (all loads here): the caller has Length readable bytes, at least 64, and the template's buffers are longer than
    // that; the last block starts at Length - 16, so nothing beyond is read. Checked by tests that end a text at a guard page.
    public static bool Fits(ref byte text, ref MessageTemplate template)
    {
        var last = template.Length - Width;
        var excess = Excess(ref text, ref template.Least[0], ref template.Slack[0], last);
        for (var block = 0; block < last; block += Width)
        {
            excess |= Excess(ref text, ref template.Least[0], ref template.Slack[0], block);
        }

        return excess == Vector128<byte>.Zero;
    }

    // SAFETY: a slot's offset is at most Length - 16, set by the learner; eight shuffles, multipliers, masks and fields.
    public static void ReadSlots(ref byte text, ref MessageTemplate template, ref long fields)
    {
        for (var slot = 0; slot < MessageTemplate.Slots; slot++)
        {
            var shuffle = Vector128.LoadUnsafe(ref template.Shuffles[0], (nuint)(slot * DigitLayout.Bytes));
            var values = Vector128.SubtractSaturate(Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot]), Vector128.Create((byte)'0'));
            var value = SumDigits(Vector128.ShuffleNative(values, shuffle));
            Unsafe.Add(ref fields, slot) = (value * template.Multipliers[slot]) | template.Absent[slot];
        }
    }

    // SAFETY: the caller has as many readable bytes as the shape's Reach, and the shape's buffers are 64 bytes long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsLevel(ref byte text, ref LevelShape shape)
    {
        var excess = Excess(ref text, ref shape.Least[0], ref shape.Slack[0], 0);
        for (var block = Width; block < shape.Length; block += Width)
        {
            excess |= Excess(ref text, ref shape.Least[0], ref shape.Slack[0], block);
        }

        return excess == Vector128<byte>.Zero;
    }

    // SAFETY: the caller has as many readable bytes as the shape's Reach; both loads lie within them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ReadLevel(ref byte text, ref LevelShape shape) => Vector128.Create(
        ReadDigits(ref text, LevelShape.PriceOffset, Vector128.LoadUnsafe(ref shape.Shuffles[0])),
        ReadDigits(ref text, shape.SizeOffset, Vector128.LoadUnsafe(ref shape.Shuffles[0], Width)));

    // SAFETY: the caller has 16 readable bytes at the offset.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ReadDigits(ref byte text, int offset, Vector128<byte> shuffle) => SumDigits(Vector128.ShuffleNative(
        Vector128.SubtractSaturate(Vector128.LoadUnsafe(ref text, (nuint)offset), Vector128.Create((byte)'0')), shuffle));

    // SAFETY: the caller has 64 readable bytes.
    public static ulong Quotes(ref byte text)
    {
        var quotes = 0UL;
        for (var block = 0; block < sizeof(ulong) * 8; block += Width)
        {
            var found = Vector128.Equals(Vector128.LoadUnsafe(ref text, (nuint)block), Vector128.Create((byte)'"'));
            quotes |= (ulong)found.ExtractMostSignificantBits() << block;
        }

        return quotes;
    }

    public static bool TryReadPair(
        ref byte priceEnd, int priceLength, ref byte sizeEnd, int sizeLength, ref DecimalFactor prices, ref DecimalFactor sizes, ref LevelUpdate level)
    {
        var isRead = TryReadNumber(ref priceEnd, priceLength, ref prices, out level.PriceTicks)
            & TryReadNumber(ref sizeEnd, sizeLength, ref sizes, out level.SizeLots);
        return isRead && level.PriceTicks > 0;
    }

    /// <summary>Reads `digits[.digits]` of 1 to 16 bytes, of which the 16 before its end are read. False for any other text and for what does not fit.</summary>
    // SAFETY: the caller has the 16 bytes before the end; there is a factor for each place of a dot and for none.
    public static bool TryReadNumber(ref byte end, int length, ref DecimalFactor factors, out long value)
    {
        var text = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref end, Width)) - Vector128.Create((byte)'0');
        var values = text & NumberTables.Keep(length);
        var dot = BitOperations.TrailingZeroCount(Vector128.Equals(values, Vector128.Create(NumberTables.Dot)).ExtractMostSignificantBits() | (1u << Width));
        var digits = Vector128.ShuffleNative(values, NumberTables.DropDot(dot));
        ref var factor = ref Unsafe.Add(ref factors, dot);
        var sum = SumDigits(digits);
        value = sum * factor.Multiplier;
        return sum <= factor.Limit && dot != Width - length && Vector128.LessThanOrEqualAll(digits, Vector128.Create((byte)9));
    }

    // SAFETY: as Fits says: offset + 16 bytes of all three are readable.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Excess(ref byte text, ref byte least, ref byte slack, int offset) =>
        Vector128.SubtractSaturate(
            Vector128.LoadUnsafe(ref text, (nuint)offset) - Vector128.LoadUnsafe(ref least, (nuint)offset),
            Vector128.LoadUnsafe(ref slack, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SumDigits(Vector128<byte> digits) =>
        (long)((SumEight(digits.AsUInt64()[0]) * 100_000_000) + SumEight(digits.AsUInt64()[1]));

    /// <summary>Eight digits, the first in the lowest byte, to one integer with three multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SumEight(ulong digits)
    {
        const ulong EveryFourthByte = 0x000000FF_000000FF;
        const ulong HundredAndMillion = 100 + (1_000_000UL << 32);
        const ulong OneAndTenThousand = 1 + (10_000UL << 32);
        var pairs = (digits * 10) + (digits >> 8);
        return (((pairs & EveryFourthByte) * HundredAndMillion) + (((pairs >> 16) & EveryFourthByte) * OneAndTenThousand)) >> 32;
    }
}

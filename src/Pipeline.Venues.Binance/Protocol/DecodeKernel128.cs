using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    // SAFETY: a slot's offset is at most Length - 16, set by the learner; eight shuffles, masks and fields.
    public static void ReadSlots(ref byte text, ref MessageTemplate template, ref long fields)
    {
        for (var slot = 0; slot < MessageTemplate.Slots; slot++)
        {
            var shuffle = Vector128.LoadUnsafe(ref template.Shuffles[0], (nuint)(slot * DigitLayout.Bytes));
            var value = SumDigits(Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot]), shuffle);
            Unsafe.Add(ref fields, slot) = (slot < 2 ? value * 1_000_000 : value) | template.Absent[slot];
        }
    }

    // SAFETY: the caller has 64 readable bytes, and the shape's buffers are 64 bytes long, a level shorter.
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

    // SAFETY: the caller has 64 readable bytes; a size starts at byte 21 at the latest, so both loads lie within them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ReadLevel(ref byte text, ref LevelShape shape) => Vector128.Create(
        SumDigits(Vector128.LoadUnsafe(ref text, LevelShape.PriceOffset), Vector128.LoadUnsafe(ref shape.Shuffles[0])),
        SumDigits(Vector128.LoadUnsafe(ref text, (nuint)shape.SizeOffset), Vector128.LoadUnsafe(ref shape.Shuffles[0], Width)));

    // SAFETY: the caller has 64 readable bytes.
    public static ulong Quotes(ref byte text)
    {
        var quotes = 0UL;
        for (var block = 0; block < LevelShape.Bytes; block += Width)
        {
            var found = Vector128.Equals(Vector128.LoadUnsafe(ref text, (nuint)block), Vector128.Create((byte)'"'));
            quotes |= (ulong)found.ExtractMostSignificantBits() << block;
        }

        return quotes;
    }

    // SAFETY: as Fits and FitsLevel say: offset + 16 bytes of all three are readable.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Excess(ref byte text, ref byte least, ref byte slack, int offset) =>
        Vector128.SubtractSaturate(
            Vector128.LoadUnsafe(ref text, (nuint)offset) - Vector128.LoadUnsafe(ref least, (nuint)offset),
            Vector128.LoadUnsafe(ref slack, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SumDigits(Vector128<byte> text, Vector128<byte> shuffle)
    {
        var digits = Vector128.ShuffleNative(Vector128.SubtractSaturate(text, Vector128.Create((byte)'0')), shuffle).AsUInt64();
        return (long)((SumEight(digits[0]) * 100_000_000) + SumEight(digits[1]));
    }

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

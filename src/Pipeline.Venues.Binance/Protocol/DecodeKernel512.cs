using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>64 bytes a step, four numbers at once.</summary>
internal readonly struct DecodeKernel512 : IDecodeKernel
{
    private const int Width = 64;

    // SAFETY (all loads here): the caller has Length readable bytes, at least 64, and the template's buffers are longer than
    // that; the last block starts at Length - 64, so nothing beyond is read. Checked by tests that end a text at a guard page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(ref byte text, ref MessageTemplate template)
    {
        var last = template.Length - Width;
        var excess = Excess(ref text, ref template.Least[0], ref template.Slack[0], last);
        for (var block = 0; block < last; block += Width)
        {
            excess |= Excess(ref text, ref template.Least[0], ref template.Slack[0], block);
        }

        return excess == Vector512<byte>.Zero;
    }

    // SAFETY: the template has eight multipliers and masks and the caller eight fields.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadSlots(ref byte text, ref MessageTemplate template, ref long fields)
    {
        var first = ReadFour(ref text, ref template, 0) * Vector256.LoadUnsafe(ref template.Multipliers[0]);
        var second = ReadFour(ref text, ref template, 4) * Vector256.LoadUnsafe(ref template.Multipliers[0], 4);
        (first | Vector256.LoadUnsafe(ref template.Absent[0])).StoreUnsafe(ref fields);
        (second | Vector256.LoadUnsafe(ref template.Absent[0], 4)).StoreUnsafe(ref fields, 4);
    }

    /// <remarks>Most levels are shorter than 32 bytes, and a load of 64 nearly always crosses a cache line.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsLevel(ref byte text, ref LevelShape shape) => DecodeKernel256.FitsLevel(ref text, ref shape);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ReadLevel(ref byte text, ref LevelShape shape) => DecodeKernel256.ReadLevel(ref text, ref shape);

    // SAFETY: the caller has 64 readable bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Quotes(ref byte text) =>
        Vector512.Equals(Vector512.LoadUnsafe(ref text), Vector512.Create((byte)'"')).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadPair(
        ref byte priceEnd, int priceLength, ref byte sizeEnd, int sizeLength, ref DecimalFactor prices, ref DecimalFactor sizes, ref LevelUpdate level) =>
        DecodeKernel256.TryReadPair(ref priceEnd, priceLength, ref sizeEnd, sizeLength, ref prices, ref sizes, ref level);

    // SAFETY: as Fits says: offset + 64 bytes of all three are readable.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Excess(ref byte text, ref byte least, ref byte slack, int offset) =>
        Vector512.SubtractSaturate(
            Vector512.LoadUnsafe(ref text, (nuint)offset) - Vector512.LoadUnsafe(ref least, (nuint)offset),
            Vector512.LoadUnsafe(ref slack, (nuint)offset));

    // SAFETY: a slot's offset is at most Length - 16, set by the learner; the shuffles are 128 bytes, slot is 0 or 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> ReadFour(ref byte text, ref MessageTemplate template, int slot)
    {
        var low = Vector256.Create(
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot]),
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot + 1]));
        var high = Vector256.Create(
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot + 2]),
            Vector128.LoadUnsafe(ref text, (nuint)template.Offsets[slot + 3]));
        var values = Vector512.SubtractSaturate(Vector512.Create(low, high), Vector512.Create((byte)'0'));
        var shuffle = Vector512.LoadUnsafe(ref template.Shuffles[0], (nuint)(slot * DigitLayout.Bytes));
        return SumDigits(Avx512BW.Shuffle(values, shuffle));
    }

    /// <summary>Each lane's 16 digits to one integer: pairs, fours, eights, then high x 10^8 + low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> SumDigits(Vector512<byte> digits)
    {
        var pairs = Avx512BW.MultiplyAddAdjacent(digits, Vector512.Create((short)0x010A).AsSByte());
        var fours = Avx512BW.MultiplyAddAdjacent(pairs, Vector512.Create(0x0001_0064).AsInt16());
        var packed = Avx512BW.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Avx512BW.MultiplyAddAdjacent(packed, Vector512.Create(0x0001_2710).AsInt16());
        var sums = Avx512F.Multiply(eights.AsUInt32(), Vector512.Create(100_000_000u)) + (eights.AsUInt64() >>> 32);
        return Avx512F.PermuteVar8x64(sums.AsInt64(), Vector512.Create(0L, 2, 4, 6, 0, 2, 4, 6)).GetLower();
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Where to look for a message's template: a hash of what tells streams and shapes apart.</summary>
/// <remarks>Only a hint. Whatever it points to is compared byte by byte, so that a collision costs time and nothing else.</remarks>
internal static class TemplateKey
{
    private const int Width = 32;
    private const int WrappedOffset = 11;
    private const int RawOffset = 32;
    private const int TailOffset = 64;
    private const uint LengthMultiplier = 0x27D4_EB4F;
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
    private const ulong OtherMultiplier = 0xC2B2_AE3D_27D4_EB4F;

    // SAFETY: of both methods: the text has at least MessageTemplate.MinLength = 64 bytes, which every caller checks first, and all 32 bytes that are read lie within it.

    /// <summary>
    /// Of the stream's name where it comes first, else of a part that holds event and symbol; where a list begins early, of what
    /// stands before it. Digits do not count.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Head(ref byte text)
    {
        var isWrapped = Unsafe.Add(ref text, 3) == 't';
        return isWrapped ? Letters(Vector256.LoadUnsafe(ref text, WrappedOffset)) : HeadBeforeList(ref text);
    }

    private static uint HeadBeforeList(ref byte text)
    {
        var bracket = Vector256.Create((byte)'[');
        var first = Vector256.Equals(Vector256.LoadUnsafe(ref text), bracket).ExtractMostSignificantBits();
        var second = Vector256.Equals(Vector256.LoadUnsafe(ref text, RawOffset), bracket).ExtractMostSignificantBits();
        var list = BitOperations.TrailingZeroCount(first | ((ulong)second << Width));
        if (list >= Width)
        {
            return Letters(Vector256.LoadUnsafe(ref text, (nuint)(list - Width)));
        }

        var isBefore = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)list));
        return Letters(Vector256.LoadUnsafe(ref text) & isBefore);
    }

    private static uint Letters(Vector256<byte> window)
    {
        var isDigit = Vector256.LessThan(window - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
        return Fold(Vector256.AndNot(window, isDigit));
    }

    /// <summary>Of the shape of a part near the end, where numbers have different lengths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Tail(ref byte text, int length) =>
        Fold(Vector256.LoadUnsafe(ref text, (nuint)(length - TailOffset)) & Vector256.Create((byte)0xF0)) + ((uint)length * LengthMultiplier);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Fold(Vector256<byte> window)
    {
        var half = window.GetLower().AsUInt64() + (window.GetUpper().AsUInt64() << 1);
        return (uint)(((half[0] * Multiplier) ^ (half[1] * OtherMultiplier)) >> 32);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Vectors by which a number is read from the 16 bytes before its end.</summary>
internal static class NumberTables
{
    /// <summary>A dot, once '0' is taken from it.</summary>
    public const byte Dot = unchecked((byte)('.' - '0'));

    private const int Bytes = DigitLayout.Bytes;

    private static readonly byte[] Keeps = [.. new byte[Bytes], .. Enumerable.Repeat(byte.MaxValue, Bytes)];
    private static readonly byte[] Shuffles = [.. Enumerable.Range(0, Bytes + 1).SelectMany(Without)];

    // SAFETY: of both methods: 32 bytes hold 16 from any of the places 0 to 16, and there are 17 shuffles; the callers see to it.

    /// <summary>Ones for the last <paramref name="length"/> bytes, 0 to 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Keep(int length) => Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Keeps), (nuint)length);

    /// <summary>The shuffle that takes the dot out and moves what precedes it to its place; 16 for "there is none".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DropDot(int dot) => Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Shuffles), (nuint)(dot * Bytes));

    private static IEnumerable<byte> Without(int dot) => Enumerable.Range(0, Bytes).Select(place =>
        dot == Bytes || place > dot ? (byte)place : place == 0 ? DigitLayout.Zero : (byte)(place - 1));
}

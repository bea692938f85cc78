using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Comparisons;

/// <summary>The 64-byte event that every contender hands over: eight longs, written as two vectors.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct RingEvent
{
    [FieldOffset(0)]
    public long Id;

    [FieldOffset(8)]
    public long Price;

    [FieldOffset(16)]
    public long Size;

    [FieldOffset(24)]
    public long Flags;

    [FieldOffset(32)]
    public long First;

    [FieldOffset(40)]
    public long Second;

    [FieldOffset(48)]
    public long Third;

    [FieldOffset(56)]
    public long Fourth;

    [FieldOffset(0)]
    private Vector256<long> _front;

    [FieldOffset(32)]
    private Vector256<long> _back;

    /// <summary>Writes all 64 bytes.</summary>
    public void Fill(long id)
    {
        var all = Vector256.Create(id);
        _front = all + Vector256.Create(0L, 1, 2, 3);
        _back = all + Vector256.Create(4L, 5, 6, 7);
    }

    /// <summary>Reads enough of it that a torn or repeated event shows in the sum.</summary>
    public readonly long Digest() => (Id * 31) ^ (Price + Fourth);

    /// <summary>The digest of <paramref name="count"/> events in order, by the same fold that consumers use.</summary>
    public static long ExpectedDigest(long count)
    {
        var digest = 0L;
        var one = default(RingEvent);
        for (var id = 0L; id < count; id++)
        {
            one.Fill(id);
            digest += one.Digest();
        }

        return digest;
    }
}

using System.Runtime.InteropServices;

namespace Pipeline.Comparisons;

/// <summary>The 64-byte event that every contender hands over.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingEvent
{
    public long Id;
    public long Price;
    public long Size;
    public long Flags;
    public long First;
    public long Second;
    public long Third;
    public long Fourth;

    /// <summary>Writes all 64 bytes.</summary>
    public void Fill(long id)
    {
        Id = id;
        Price = id + 1;
        Size = id + 2;
        Flags = id + 3;
        First = id + 4;
        Second = id + 5;
        Third = id + 6;
        Fourth = id + 7;
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

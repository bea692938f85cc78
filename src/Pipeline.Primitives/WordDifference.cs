using System.Runtime.InteropServices;

namespace Pipeline.Primitives;

/// <summary>The first of two structs' 64-bit words that is not equal.</summary>
/// <param name="Byte">Where it starts.</param>
/// <param name="Left">The left struct's word.</param>
/// <param name="Right">The right struct's word.</param>
public readonly record struct WordDifference(int Byte, long Left, long Right)
{
    /// <summary>Compares two plain structs whose size is a multiple of eight bytes; null where every bit is equal.</summary>
    public static WordDifference? Find<T>(in T left, in T right)
        where T : unmanaged
    {
        // SAFETY: T is unmanaged, so any of its bytes may be read as part of a word; the spans cover one T each, and a size that
        // is no multiple of eight would leave the rest out, which the callers' structs (layout tests) never have.
        var one = Words(in left);
        var two = Words(in right);
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] != two[i])
            {
                return new WordDifference(i * sizeof(long), one[i], two[i]);
            }
        }

        return null;
    }

    // SAFETY: as above; the reference outlives the span, which does not leave Find.
    private static ReadOnlySpan<long> Words<T>(in T value)
        where T : unmanaged => MemoryMarshal.Cast<T, long>(MemoryMarshal.CreateReadOnlySpan(in value, 1));
}

using System.Runtime.InteropServices;
using Pipeline.Primitives;

namespace Pipeline.Ring;

/// <summary>A position in the ring: everything up to and including it is done.</summary>
/// <remarks>
/// Any thread may read; one thread writes, except where <see cref="CompareAndSet"/> is the only way of writing.
/// The value has <see cref="CacheLine.Bytes"/> on both sides, so that no other writer disturbs it.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = (2 * CacheLine.Bytes) + sizeof(long))]
public sealed class Sequence
{
    /// <summary>The value of a sequence that has seen nothing.</summary>
    public const long Initial = -1;

    [FieldOffset(CacheLine.Bytes)]
    private long _value;

    /// <summary>A sequence that stands at <paramref name="value"/>.</summary>
    public Sequence(long value = Initial) => _value = value;

    /// <summary>The position; what its writer wrote before it is visible after this read.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Moves to <paramref name="value"/>; what this thread wrote before is visible to whoever reads it.</summary>
    public void SetValue(long value) => Volatile.Write(ref _value, value);

    /// <summary>Moves from <paramref name="expected"/> to <paramref name="value"/>; false where it stood elsewhere.</summary>
    /// <remarks>A full fence.</remarks>
    public bool CompareAndSet(long expected, long value) => Interlocked.CompareExchange(ref _value, value, expected) == expected;

    /// <summary>The least of <paramref name="sequences"/> and <paramref name="minimum"/>.</summary>
    internal static long Minimum(Sequence[] sequences, long minimum)
    {
        foreach (var sequence in sequences)
        {
            minimum = Math.Min(minimum, sequence.Value);
        }

        return minimum;
    }
}

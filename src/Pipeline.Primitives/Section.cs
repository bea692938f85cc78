using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline.Primitives;

/// <summary>One of the ring's parallel arrays: an entry a slot, indexed by sequence.</summary>
/// <remarks>
/// Exactly one writer a section. A reader may touch sequence s only after a barrier said that the writer has passed it,
/// and the writer may reuse the slot only after the gating sequences have.
/// </remarks>
public sealed class Section<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeArray<T> _entries;
    private readonly int _mask;

    /// <summary>Allocates a section of <paramref name="size"/> slots.</summary>
    /// <exception cref="ArgumentException">The size is not a power of two.</exception>
    public Section(int size)
    {
        if (size < 1 || !BitOperations.IsPow2(size))
        {
            throw new ArgumentException($"section size {size} is not a power of two", nameof(size));
        }

        _entries = new NativeArray<T>(size);
        _mask = size - 1;
    }

    /// <summary>Number of slots.</summary>
    public int Size => _mask + 1;

    /// <summary>The entry of <paramref name="sequence"/>.</summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries[(int)sequence & _mask];
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();
}

using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Features.Windows;

/// <summary>A queue in one array, read by position. It doubles when full, so that a burst costs memory and never an entry.</summary>
/// <remarks>Single writer. Positions grow for ever. The entries lie in native memory: a burst makes no work for the garbage collector.</remarks>
internal sealed class TimeRing<T>(int capacity)
    where T : unmanaged
{
    private NativeArray<T> _items = new(capacity);
    private int _mask = capacity - 1;

    /// <summary>Position of the oldest entry.</summary>
    public long Tail { get; private set; }

    /// <summary>Position after the newest entry.</summary>
    public long Head { get; private set; }

    /// <summary>The entry at <paramref name="position"/>, <see cref="Tail"/> to <see cref="Head"/> - 1.</summary>
    public ref T this[long position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // Read in every loop of every window.
        get => ref _items[(int)position & _mask];
    }

    /// <summary>A new entry at the head; it holds what the slot held before. Earlier references are void.</summary>
    public ref T Push()
    {
        if (Head - Tail > _mask)
        {
            Grow();
        }

        return ref this[Head++];
    }

    /// <summary>Drops every entry before <paramref name="position"/>.</summary>
    public void DropBefore(long position) => Tail = position;

    /// <summary>Drops everything.</summary>
    public void Clear() => Tail = Head;

    private void Grow()
    {
        var larger = new NativeArray<T>(_items.Length * 2);
        for (var position = Tail; position < Head; position++)
        {
            larger[(int)position & (larger.Length - 1)] = this[position];
        }

        _items.Dispose();
        _items = larger;
        _mask = larger.Length - 1;
    }
}

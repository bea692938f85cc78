using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>An open-addressed map of longs in which a value of 0 means absent, so no key needs to be reserved.</summary>
/// <remarks>
/// Linear probing at a load of one half at most; a removal moves later entries back, so there are no tombstones and the
/// cost of a probe does not depend on history. Memory doubles when needed and is never given back. Single writer.
/// </remarks>
internal sealed class LongMap : IDisposable
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    private NativeArray<Entry> _entries;
    private int _shift;

    /// <summary>A map with room for <paramref name="capacity"/> / 2 entries before it grows.</summary>
    public LongMap(int capacity)
    {
        _entries = new NativeArray<Entry>(capacity);
        _shift = 64 - BitOperations.Log2((uint)capacity);
    }

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>The value of <paramref name="key"/>, 0 where absent.</summary>
    public long this[long key] => _entries[Find(key)].Value;

    /// <summary>Sets or, with 0, removes; returns the value before.</summary>
    public long Exchange(long key, long value)
    {
        var index = Find(key);
        ref var entry = ref _entries[index];
        var before = entry.Value;
        if (value != 0)
        {
            entry = new Entry { Key = key, Value = value };
            if (before == 0)
            {
                Count++;
                GrowWhenHalfFull();
            }
        }
        else if (before != 0)
        {
            Remove(index);
        }

        return before;
    }

    /// <summary>Sets bits of a value, which may be absent; returns the value before.</summary>
    public long SetBits(long key, long bits)
    {
        var index = Find(key);
        ref var entry = ref _entries[index];
        var before = entry.Value;
        entry = new Entry { Key = key, Value = before | bits };
        if (before == 0)
        {
            Count++;
            GrowWhenHalfFull();
        }

        return before;
    }

    /// <summary>Clears bits of a value, which is removed with its last bit; returns the value afterwards.</summary>
    public long ClearBits(long key, long bits)
    {
        var index = Find(key);
        var after = _entries[index].Value & ~bits;
        _entries[index].Value = after;
        if (after == 0)
        {
            Remove(index);
        }

        return after;
    }

    /// <summary>Removes every key and keeps the memory.</summary>
    public void Clear()
    {
        _entries.Span.Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    /// <summary>Index of the key's entry, or of the empty one where it belongs.</summary>
    private int Find(long key)
    {
        var entries = _entries.View;
        var mask = _entries.Length - 1;
        var index = Home(key);
        while (entries[index].Value != 0 && entries[index].Key != key)
        {
            index = (index + 1) & mask;
        }

        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long key) => (int)((ulong)key * GoldenRatio >> _shift);

    private void Remove(int hole)
    {
        var entries = _entries.View;
        var mask = _entries.Length - 1;
        for (var next = (hole + 1) & mask; entries[next].Value != 0; next = (next + 1) & mask)
        {
            var home = Home(entries[next].Key);
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                entries[hole] = entries[next];
                hole = next;
            }
        }

        entries[hole] = default;
        Count--;
    }

    private void GrowWhenHalfFull()
    {
        if (Count * 2 > _entries.Length)
        {
            Grow();
        }
    }

    private void Grow()
    {
        using var old = _entries;
        _entries = new NativeArray<Entry>(old.Length * 2);
        _shift--;
        foreach (var entry in old.Span)
        {
            if (entry.Value != 0)
            {
                _entries[Find(entry.Key)] = entry;
            }
        }
    }

    private struct Entry
    {
        public long Key;
        public long Value;
    }
}

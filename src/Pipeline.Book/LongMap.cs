using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>An open-addressed map of longs in which a value of 0 means absent, so no key needs to be reserved.</summary>
/// <remarks>
/// Linear probing at a load of a quarter at most, since a second probe is a branch that no predictor learns. A removal
/// moves later entries back, so there are no tombstones and the cost of a probe does not depend on history. Memory doubles
/// when needed and is never given back. Single writer.
/// </remarks>
internal sealed class LongMap : IDisposable
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    private NativeArray<Entry> _entries;
    private int _shift;

    /// <summary>A map with room for <paramref name="capacity"/> / 4 entries before it grows.</summary>
    public LongMap(int capacity)
    {
        _entries = new NativeArray<Entry>(capacity);
        _shift = 64 - BitOperations.Log2((uint)capacity);
    }

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>The value of <paramref name="key"/>, 0 where absent.</summary>
    public long this[long key] => _entries[PlaceOf(key)].Value;

    /// <summary>Number of places: Count is at most a quarter of it.</summary>
    public int Capacity => _entries.Length;

    /// <summary>The value of <paramref name="key"/> to change in place, but never to or from 0: 0 is what an absent key shows.</summary>
    public ref long Find(long key) => ref _entries[PlaceOf(key)].Value;

    /// <summary>Adds a key that is absent. The value is not 0.</summary>
    public void Add(long key, long value)
    {
        _entries[PlaceOf(key)] = new Entry { Key = key, Value = value };
        Count++;
        GrowWhenQuarterFull();
    }

    /// <summary>Removes a key that is there.</summary>
    public void Remove(long key) => RemoveAt(PlaceOf(key));

    /// <summary>Removes what lies at a place where its value is <paramref name="value"/>; others may move up to that place.</summary>
    public bool TryRemoveAt(int place, long value, out long key)
    {
        key = _entries[place].Key;
        if (_entries[place].Value != value)
        {
            return false;
        }

        RemoveAt(place);
        return true;
    }

    /// <summary>Sets bits of a value, which may be absent; returns the value before.</summary>
    public long SetBits(long key, long bits)
    {
        ref var entry = ref _entries[PlaceOf(key)];
        var before = entry.Value;
        entry = new Entry { Key = key, Value = before | bits };
        if (before == 0)
        {
            Count++;
            GrowWhenQuarterFull();
        }

        return before;
    }

    /// <summary>Clears bits of a value, which is removed with its last bit; returns the value afterwards.</summary>
    public long ClearBits(long key, long bits)
    {
        var place = PlaceOf(key);
        var after = _entries[place].Value & ~bits;
        _entries[place].Value = after;
        if (after == 0)
        {
            RemoveAt(place);
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

    /// <summary>The place of the key's entry, or the empty one where it belongs.</summary>
    private int PlaceOf(long key)
    {
        var entries = _entries.View;
        var mask = _entries.Length - 1;
        var place = Home(key);
        while (entries[place].Value != 0 && entries[place].Key != key)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long key) => (int)((ulong)key * GoldenRatio >> _shift);

    private void RemoveAt(int hole)
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

    private void GrowWhenQuarterFull()
    {
        if (Count * 4 > _entries.Length)
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
                _entries[PlaceOf(entry.Key)] = entry;
            }
        }
    }

    private struct Entry
    {
        public long Key;
        public long Value;
    }
}

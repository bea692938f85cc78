using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The levels of one side whose price lies between two ticks: orders from before a change of tick.</summary>
/// <remarks>
/// Sorted by key, best first, in one array: there are a handful of them as a rule, and a change moves what lies behind it.
/// A key is the price in units, or its complement for a bid. Nothing is allocated once the largest number has been seen.
/// Single writer.
/// </remarks>
internal sealed class OffGridLevels : IDisposable
{
    private NativeArray<long> _keys = new(64);
    private NativeArray<long> _sizes = new(64);

    /// <summary>Number of levels.</summary>
    public int Count { get; private set; }

    /// <summary>Key of the level at <paramref name="index"/>.</summary>
    public long Key(int index) => _keys[index];

    /// <summary>Size of the level at <paramref name="index"/>.</summary>
    public long Size(int index) => _sizes[index];

    /// <summary>The size at a key, 0 where there is no level.</summary>
    public long SizeAt(long key)
    {
        var index = Find(key);
        return index >= 0 ? _sizes[index] : 0;
    }

    /// <summary>Sets the size of a level; 0 deletes it, also where it was never known.</summary>
    public void Set(long key, long size)
    {
        var index = Find(key);
        if (index >= 0 && size != 0)
        {
            _sizes[index] = size;
        }
        else if (index >= 0)
        {
            RemoveAt(index);
        }
        else if (size != 0)
        {
            InsertAt(~index, key, size);
        }
    }

    /// <summary>Sum of the sizes up to <paramref name="last"/>, included.</summary>
    public Int128 SumTo(long last)
    {
        Int128 sum = 0;
        for (var index = 0; index < Count && _keys[index] <= last; index++)
        {
            sum += _sizes[index];
        }

        return sum;
    }

    /// <summary>Removes every level and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        _sizes.Dispose();
    }

    private int Find(long key) => _keys.Span[..Count].BinarySearch(key);

    private void RemoveAt(int index)
    {
        _keys.Span[(index + 1)..Count].CopyTo(_keys.Span[index..]);
        _sizes.Span[(index + 1)..Count].CopyTo(_sizes.Span[index..]);
        Count--;
    }

    private void InsertAt(int index, long key, long size)
    {
        if (Count == _keys.Length)
        {
            Grow(ref _keys);
            Grow(ref _sizes);
        }

        _keys.Span[index..Count].CopyTo(_keys.Span[(index + 1)..]);
        _sizes.Span[index..Count].CopyTo(_sizes.Span[(index + 1)..]);
        _keys[index] = key;
        _sizes[index] = size;
        Count++;
    }

    private static void Grow(ref NativeArray<long> array)
    {
        using var old = array;
        array = new NativeArray<long>(old.Length * 2);
        old.Span.CopyTo(array.Span);
    }
}

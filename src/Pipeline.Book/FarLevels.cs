using System.Numerics;

namespace Pipeline.Book;

/// <summary>The levels of one side that lie outside its window, in order, wherever they are.</summary>
/// <remarks>
/// Sizes are in one hash by key. Order is in a second: a trie of 64-bit occupancy words over the key's digits of six bits,
/// each word found by hash, so that the next key takes a few probes and no scan. Far levels flicker: a price that
/// was deleted is often set again. So a delete leaves the key and its marks behind, and they go when a walk meets them
/// or when a later key is added, a few at a time. Memory grows with the number of levels only. Single writer.
/// </remarks>
internal sealed class FarLevels(int capacity) : IDisposable
{
    private const int DigitBits = 6;
    private const int Digits = 11;
    private const int DigitMask = 63;

    // A size is kept as lots + 1: what shows 0 is absent, what shows Gone was deleted.
    private const long Gone = 1;

    private const int PlacesSweptPerAdd = 8;

    private readonly LongMap _lots = new(capacity);
    private readonly LongMap _words = new(capacity);
    private int _sweptPlace;

    /// <summary>Number of levels.</summary>
    public int Count { get; private set; }

    /// <summary>Lots at <paramref name="key"/>, 0 where there is no level.</summary>
    public long this[long key] => Math.Max(0, _lots[key] - Gone);

    /// <summary>Sets the size of a level; 0 deletes it, also where it was never known.</summary>
    public void Set(long key, long lots)
    {
        ref var kept = ref _lots.Find(key);
        if (kept != 0)
        {
            // 1 for a size, 0 for none, by sign: which it is cannot be predicted.
            Count += (int)((ulong)-lots >> 63) - (int)((ulong)(Gone - kept) >> 63);
            kept = lots + Gone;
        }
        else if (lots != 0)
        {
            Add(key, lots);
        }
    }

    /// <summary>The lowest key of a level above <paramref name="key"/>, or <see cref="LevelWindow.NoKey"/>.</summary>
    public long FindAfter(long key)
    {
        if (Count == 0)
        {
            return LevelWindow.NoKey;
        }

        var found = FindMarkAfter(key);
        while (found != LevelWindow.NoKey && _lots[found] == Gone)
        {
            _lots.Remove(found);
            Unmark(Ordered(found));
            found = FindMarkAfter(found);
        }

        return found;
    }

    /// <summary>Removes every level.</summary>
    public void Clear()
    {
        _lots.Clear();
        _words.Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lots.Dispose();
        _words.Dispose();
    }

    private void Add(long key, long lots)
    {
        Sweep();
        _lots.Add(key, lots + Gone);
        Mark(Ordered(key));
        Count++;
    }

    private void Sweep()
    {
        for (var left = PlacesSweptPerAdd; left > 0; left--)
        {
            if (_lots.TryRemoveAt(_sweptPlace, Gone, out var key))
            {
                Unmark(Ordered(key));
            }
            else
            {
                _sweptPlace = (_sweptPlace + 1) & (_lots.Capacity - 1);
            }
        }
    }

    private long FindMarkAfter(long key)
    {
        var path = Ordered(key);
        for (var digit = 0; digit < Digits; digit++)
        {
            var higher = Word(digit, path >> DigitBits) & ~((2UL << (int)(path & DigitMask)) - 1);
            path >>= DigitBits;
            if (higher != 0)
            {
                return Descend(digit, (path << DigitBits) | Lowest(higher));
            }
        }

        return LevelWindow.NoKey;
    }

    private long Descend(int digit, ulong path)
    {
        while (--digit >= 0)
        {
            path = (path << DigitBits) | Lowest(Word(digit, path));
        }

        return (long)path ^ long.MinValue;
    }

    private void Mark(ulong path)
    {
        for (var digit = 0; digit < Digits; digit++)
        {
            var bit = 1L << (int)(path & DigitMask);
            path >>= DigitBits;
            if (_words.SetBits(WordKey(digit, path), bit) != 0)
            {
                return;
            }
        }
    }

    private void Unmark(ulong path)
    {
        for (var digit = 0; digit < Digits; digit++)
        {
            var bit = 1L << (int)(path & DigitMask);
            path >>= DigitBits;
            if (_words.ClearBits(WordKey(digit, path), bit) != 0)
            {
                return;
            }
        }
    }

    private ulong Word(int digit, ulong prefix) => (ulong)_words[WordKey(digit, prefix)];

    // A prefix has at most 58 bits, so the digit's number fits beside it.
    private static long WordKey(int digit, ulong prefix) => (long)((prefix << 4) | (uint)digit);

    private static uint Lowest(ulong word) => (uint)BitOperations.TrailingZeroCount(word);

    // The unsigned order of the result is the signed order of the key.
    private static ulong Ordered(long key) => (ulong)(key ^ long.MinValue);
}

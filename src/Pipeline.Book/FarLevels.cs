using System.Numerics;

namespace Pipeline.Book;

/// <summary>The levels of one side that lie outside its window, in order, wherever they are.</summary>
/// <remarks>
/// Sizes are in one hash by key. Order is in a second: a trie of 64-bit occupancy words over the key's digits of six bits,
/// each word found by hash, so that the next lower key takes a few probes and no scan. Both grow with the number of
/// levels only. Single writer.
/// </remarks>
internal sealed class FarLevels(int capacity) : IDisposable
{
    private const int DigitBits = 6;
    private const int Digits = 11;
    private const int DigitMask = 63;

    private readonly LongMap _lots = new(capacity);
    private readonly LongMap _words = new(capacity);

    /// <summary>Number of levels.</summary>
    public int Count => _lots.Count;

    /// <summary>Lots at <paramref name="key"/>, 0 where there is no level.</summary>
    public long this[long key] => _lots[key];

    /// <summary>Sets the size of a level; 0 deletes it, also where it was never known.</summary>
    public void Set(long key, long lots)
    {
        var before = _lots.Exchange(key, lots);
        if (before == 0 && lots != 0)
        {
            Mark(Ordered(key));
        }
        else if (before != 0 && lots == 0)
        {
            Unmark(Ordered(key));
        }
    }

    /// <summary>The highest key below <paramref name="key"/>, or <see cref="LevelWindow.NoKey"/>.</summary>
    public long FindBelow(long key)
    {
        if (Count == 0)
        {
            return LevelWindow.NoKey;
        }

        var path = Ordered(key);
        for (var digit = 0; digit < Digits; digit++)
        {
            var lower = Word(digit, path >> DigitBits) & ((1UL << (int)(path & DigitMask)) - 1);
            path >>= DigitBits;
            if (lower != 0)
            {
                return Descend(digit, (path << DigitBits) | Highest(lower));
            }
        }

        return LevelWindow.NoKey;
    }

    /// <summary>Removes every level.</summary>
    public void Clear()
    {
        _lots.Clear();
        _words.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lots.Dispose();
        _words.Dispose();
    }

    private long Descend(int digit, ulong path)
    {
        while (--digit >= 0)
        {
            path = (path << DigitBits) | Highest(Word(digit, path));
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

    private static uint Highest(ulong word) => (uint)BitOperations.Log2(word);

    // The unsigned order of the result is the signed order of the key.
    private static ulong Ordered(long key) => (ulong)(key ^ long.MinValue);
}

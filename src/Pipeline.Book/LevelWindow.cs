using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The levels of one side near the market: a size for every key of a window, and which of them are there.</summary>
/// <remarks>
/// A ring indexed by the key's low bits, so moving the window moves no memory. A bit a key in <c>_words</c>, set exactly where
/// its size is not 0; a bit a word in <c>_summary</c>, set where the word is not 0 and cleared, once it is, by the search that
/// finds it so. The window starts at a multiple of 64, so a word never lies across its ends. Single writer.
/// </remarks>
internal sealed class LevelWindow : IDisposable
{
    /// <summary>No key: above every real one.</summary>
    public const long NoKey = long.MaxValue;

    private const int WordBits = 64;
    private const int BlockLevels = 256;

    private readonly NativeArray<long> _lots;
    private readonly NativeArray<ulong> _words;
    private readonly NativeArray<ulong> _summary;
    private readonly NativeArray<LevelUpdate> _waiting = new(BlockLevels);
    private readonly int _mask;
    private readonly long _reach;

    /// <summary>A window of <paramref name="size"/> keys, a power of two.</summary>
    /// <param name="size">Number of keys.</param>
    /// <param name="reach">So far from the window's start updates count as <see cref="OutsideUpdates"/>: as far as it will ever grow.</param>
    public LevelWindow(int size, long reach)
    {
        _reach = reach;
        _mask = size - 1;
        _lots = new NativeArray<long>(size);
        _words = new NativeArray<ulong>(size / WordBits);
        _summary = new NativeArray<ulong>(Math.Max(1, size / WordBits / WordBits));
    }

    /// <summary>Number of keys.</summary>
    public int Size => _mask + 1;

    /// <summary>Lowest key.</summary>
    public long Start { get; private set; }

    /// <summary>All sizes that were set since the window was cleared, here or outside, or-ed.</summary>
    public long SizeBits { get; set; }

    /// <summary>Updates on the grid that lay outside and within reach, since the owner last set it to 0.</summary>
    public long OutsideUpdates { get; set; }

    /// <summary>The key after the highest.</summary>
    public long End => Start + Size;

    /// <summary>Lots at <paramref name="key"/>, which is inside.</summary>
    public long this[long key] => _lots[(int)key & _mask];

    /// <summary>Whether <paramref name="key"/> is inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(long key) => (ulong)(key - Start) <= (ulong)_mask;

    /// <summary>Counts the levels that are there.</summary>
    /// <remarks>A popcount over every word: the update loop is spared a counter.</remarks>
    public int CountLevels()
    {
        var count = 0;
        foreach (var word in _words.Span)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Where the window starts so that <paramref name="best"/> has three quarters of it behind.</summary>
    public long StartFor(long best) => (best & -WordBits) - (Size / 4);

    /// <summary>Says where the window lies from now on. No level may be left in the part that it leaves.</summary>
    public void MoveTo(long start) => Start = start;

    /// <summary>Sets sizes: inside the window here, outside in <paramref name="far"/>. 0 deletes, also what was never known.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="keys">What makes keys of prices.</param>
    /// <param name="bound">A key that no level is below.</param>
    /// <param name="far">Takes what lies outside.</param>
    /// <param name="offGrid">Takes what lies between ticks.</param>
    /// <returns>A key that no level is below afterwards; the level there may be gone.</returns>
    public long Apply(ReadOnlySpan<LevelUpdate> levels, in TickKeys keys, long bound, FarLevels far, OffGridLevels offGrid)
    {
        for (; levels.Length > BlockLevels; levels = levels[BlockLevels..])
        {
            bound = ApplyBlock(levels[..BlockLevels], keys, bound, far, offGrid);
        }

        return ApplyBlock(levels, keys, bound, far, offGrid);
    }

    /// <summary>Sets the size at <paramref name="key"/>, which is inside.</summary>
    public void Set(long key, long lots)
    {
        var slot = (int)key & _mask;
        ref var word = ref _words[slot >> 6];
        var before = word;
        var bit = 1UL << slot;
        word = lots != 0 ? before | bit : before & ~bit;
        _lots[slot] = lots;
        if (before == 0)
        {
            Summarize(slot >>> 6);
        }
    }

    /// <summary>The lowest key of a level of the window above <paramref name="key"/>, or <see cref="NoKey"/>.</summary>
    public long FindAfter(long key)
    {
        if (key >= End - 1)
        {
            return NoKey;
        }

        var first = Math.Max(key + 1, Start);
        var slot = (int)first & _mask;
        var index = slot >>> 6;
        var word = _words[index] & From(slot);
        if (word == 0)
        {
            index = FindWordAfter(index);
            word = index < 0 ? 0 : _words[index];
        }

        return word == 0 ? NoKey : first + ((((index << 6) | BitOperations.TrailingZeroCount(word)) - slot) & _mask);
    }

    /// <summary>Copies levels from <paramref name="best"/>, which is inside, upwards until the spans are full.</summary>
    /// <param name="best">The key to start at.</param>
    /// <param name="keys">What makes prices of keys.</param>
    /// <param name="prices">Prices.</param>
    /// <param name="lots">Sizes; as long as <paramref name="prices"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyFrom(long best, in TickKeys keys, Span<long> prices, Span<long> lots)
    {
        var sizes = _lots.View;
        var slot = (int)best & _mask;
        var index = slot >>> 6;
        var word = _words[index] & From(slot);
        var wordKey = best & -WordBits;
        var count = 0;
        while (true)
        {
            for (; word != 0; word &= word - 1)
            {
                if ((uint)count >= (uint)prices.Length || (uint)count >= (uint)lots.Length)
                {
                    return count;
                }

                var bit = BitOperations.TrailingZeroCount(word);
                prices[count] = keys.PriceOf(wordKey | (uint)bit);
                lots[count++] = sizes[(index << 6) | bit];
            }

            var next = FindWordAfter(index);
            if (next < 0)
            {
                return count;
            }

            wordKey += ((next - index) << 6) & _mask;
            index = next;
            word = _words[index];
        }
    }

    /// <summary>Sum of the lots from <paramref name="first"/> to <paramref name="last"/>, both inside.</summary>
    /// <remarks>A key without a level holds 0, so whole blocks are summed and only empty ones are passed over.</remarks>
    public long Sum(long first, long last)
    {
        var sum = 0L;
        for (var key = first; key <= last; key = (key | (WordBits - 1)) + 1)
        {
            var slot = (int)key & _mask;
            if (_words[slot >> 6] != 0)
            {
                var length = (int)Math.Min(WordBits - (key & (WordBits - 1)), last - key + 1);
                sum += Sum(_lots.Slice(slot, length));
            }
        }

        return sum;
    }

    /// <summary>Removes every level.</summary>
    public void Clear()
    {
        _lots.Span.Clear();
        _words.Span.Clear();
        _summary.Span.Clear();
        SizeBits = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lots.Dispose();
        _words.Dispose();
        _summary.Dispose();
        _waiting.Dispose();
    }

    private static long Sum(ReadOnlySpan<long> lots)
    {
        var lanes = Vector<long>.Zero;
        for (; lots.Length >= Vector<long>.Count; lots = lots[Vector<long>.Count..])
        {
            lanes += new Vector<long>(lots);
        }

        var sum = Vector.Sum(lanes);
        foreach (var size in lots)
        {
            sum += size;
        }

        return sum;
    }

    // Whether an update adds, changes or deletes is a coin toss that no predictor learns, so presence is computed and not
    // branched on: the sign of -size is set exactly where there is a size. What is branched on is rare. A price between two ticks
    // has low bits that no key has, so one test finds it and far levels alike; both wait until the loop is through, so that it
    // calls nothing and its state stays in registers; inlined, the caller's would take some of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ApplyBlock(ReadOnlySpan<LevelUpdate> levels, in TickKeys keys, long bound, FarLevels far, OffGridLevels offGrid)
    {
        var lots = _lots.View;
        var words = _words.View;
        var waitingCount = 0;
        var mask = (long)_mask;
        var multiplier = keys.Multiplier;
        var shift = keys.Shift;
        var origin = keys.Origin - (Start << shift);
        var notInside = ~(mask << shift);
        var start = Start;
        var best = Math.Min(bound, End) - start;
        var sizes = 0L;
        for (; !levels.IsEmpty; levels = levels[1..])
        {
            ref readonly var level = ref levels[0];
            var scaled = (level.PriceTicks * multiplier) + origin;
            if ((scaled & notInside) != 0)
            {
                _waiting[waitingCount++] = level;
                continue;
            }

            var size = level.SizeLots;
            sizes |= size;
            var place = scaled >>> shift;
            best = Math.Min(best, place);

            var slot = (int)((place + start) & mask);
            ref var standing = ref lots[slot];
            var changed = (ulong)(-standing ^ -size) >> (WordBits - 1);
            standing = size;
            ref var word = ref words[slot >>> 6];
            var before = word;
            word = before ^ (changed << slot);
            if (before == 0)
            {
                Summarize(slot >>> 6);
            }
        }

        SizeBits |= sizes;
        bound = best + start;
        return waitingCount == 0 ? bound : SetWaiting(waitingCount, keys, bound, far, offGrid);
    }

    // Not inlined: its registers are not the loop's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long SetWaiting(int count, in TickKeys keys, long bound, FarLevels far, OffGridLevels offGrid)
    {
        foreach (ref readonly var level in _waiting.Span[..count])
        {
            if (!keys.TryKeyOf(level.PriceTicks, out var key))
            {
                offGrid.Set(keys.OrderOf(level.PriceTicks), level.SizeLots);
                continue;
            }

            OutsideUpdates += Math.Abs(key - Start) < _reach ? 1 : 0;
            SizeBits |= level.SizeLots;
            bound = level.SizeLots != 0 ? Math.Min(bound, key) : bound;
            far.Set(key, level.SizeLots);
        }

        return bound;
    }

    private void Summarize(int index) => _summary[index >>> 6] |= 1UL << index;

    // The ring's order after a word: its neighbour, as a rule; else on to the window's last word, over the end of memory where
    // that lies below.
    private int FindWordAfter(int index)
    {
        var first = ((int)Start & _mask) >>> 6;
        var next = (index + 1) & (_mask >>> 6);
        if (next != first && _words[next] != 0)
        {
            return next;
        }

        if (index < first)
        {
            return FindWord(index + 1, first - 1);
        }

        var found = FindWord(index + 1, _words.Length - 1);
        return found >= 0 ? found : FindWord(0, first - 1);
    }

    private int FindWord(int lowest, int highest)
    {
        var allowed = From(lowest);
        for (var group = lowest >> 6; group <= highest >> 6; group++)
        {
            var found = FindWordIn(group, allowed);
            if (found >= 0)
            {
                return found <= highest ? found : -1;
            }

            allowed = ulong.MaxValue;
        }

        return -1;
    }

    private int FindWordIn(int group, ulong allowed)
    {
        for (var bits = _summary[group] & allowed; bits != 0; bits &= bits - 1)
        {
            var bit = BitOperations.TrailingZeroCount(bits);
            if (_words[(group << 6) | bit] != 0)
            {
                return (group << 6) | bit;
            }

            _summary[group] ^= 1UL << bit;
        }

        return -1;
    }

    // The bits from a slot's on.
    private static ulong From(int slot) => ulong.MaxValue << slot;
}

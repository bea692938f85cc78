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

    private readonly NativeArray<long> _lots;
    private readonly NativeArray<ulong> _words;
    private readonly NativeArray<ulong> _summary;
    private readonly int _mask;

    /// <summary>A window of <paramref name="size"/> keys, a power of two.</summary>
    public LevelWindow(int size)
    {
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
    public long SizeBits { get; private set; }

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
    /// <param name="divider">What makes ticks of a price.</param>
    /// <param name="flip">What turns ticks into a key by exclusive or.</param>
    /// <param name="bound">A key that no level is below.</param>
    /// <param name="far">Takes what lies outside.</param>
    /// <param name="offGrid">Takes what lies between ticks.</param>
    /// <returns>A key that no level is below afterwards; the level there may be gone.</returns>
    public long Apply(ReadOnlySpan<LevelUpdate> levels, ExactDivider divider, long flip, long bound, FarLevels far, OffGridLevels offGrid)
    {
        for (; levels.Length > WordBits; levels = levels[WordBits..])
        {
            bound = ApplyBlock(levels[..WordBits], divider, flip, bound, far, offGrid);
        }

        return ApplyBlock(levels, divider, flip, bound, far, offGrid);
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
    /// <param name="flip">What turns a key into a price by exclusive or.</param>
    /// <param name="ticks">Prices.</param>
    /// <param name="lots">Sizes; as long as <paramref name="ticks"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyFrom(long best, long flip, Span<long> ticks, Span<long> lots)
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
                if ((uint)count >= (uint)ticks.Length || (uint)count >= (uint)lots.Length)
                {
                    return count;
                }

                var bit = BitOperations.TrailingZeroCount(word);
                ticks[count] = (wordKey | (uint)bit) ^ flip;
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
    // branched on: the sign of -size is set exactly where there is a size. What is branched on is rare. Far levels wait until
    // the loop is through, so that it calls nothing and its state stays in registers.
    private long ApplyBlock(ReadOnlySpan<LevelUpdate> levels, ExactDivider divider, long flip, long bound, FarLevels far, OffGridLevels offGrid)
    {
        var lots = _lots.View;
        var words = _words.View;
        var start = Start;
        var mask = (long)_mask;
        var outside = 0UL;
        var between = 0UL;
        var sizes = 0L;
        for (var index = 0; index < levels.Length; index++)
        {
            ref readonly var level = ref levels[index];
            var size = level.SizeLots;
            if (!divider.TryDividePositive(level.PriceTicks, out var ticks))
            {
                between |= 1UL << index;
                continue;
            }

            var key = ticks ^ flip;
            sizes |= size;
            if (key < bound && size != 0)
            {
                bound = key;
            }

            if ((ulong)(key - start) > (ulong)mask)
            {
                outside |= 1UL << index;
                continue;
            }

            var slot = (int)(key & mask);
            ref var standing = ref lots[slot];
            var changed = (ulong)(-standing ^ -size) >> (WordBits - 1);
            standing = size;
            ref var word = ref words[slot >>> 6];
            var before = word;
            var after = before ^ (changed << slot);
            word = after;
            if (before == 0)
            {
                Summarize(slot >>> 6);
            }
        }

        SizeBits |= sizes;
        if ((outside | between) != 0)
        {
            SetFar(levels, outside, divider, flip, far);
            SetOffGrid(levels, between, flip, offGrid);
        }

        return bound;
    }

    // Not inlined: its registers are not the loop's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetFar(ReadOnlySpan<LevelUpdate> levels, ulong outside, ExactDivider divider, long flip, FarLevels far)
    {
        for (; outside != 0; outside &= outside - 1)
        {
            ref readonly var level = ref levels[BitOperations.TrailingZeroCount(outside)];
            divider.TryDividePositive(level.PriceTicks, out var ticks);
            far.Set(ticks ^ flip, level.SizeLots);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetOffGrid(ReadOnlySpan<LevelUpdate> levels, ulong between, long flip, OffGridLevels offGrid)
    {
        for (; between != 0; between &= between - 1)
        {
            ref readonly var level = ref levels[BitOperations.TrailingZeroCount(between)];
            offGrid.Set(level.PriceTicks ^ flip, level.SizeLots);
        }
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

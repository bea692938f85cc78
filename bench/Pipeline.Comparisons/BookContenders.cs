using System.Numerics;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Comparisons;

/// <summary>What every contender can do.</summary>
internal interface IBook
{
    void Clear();

    void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks);

    int CopyTopBids(Span<long> ticks, Span<long> lots);

    int CopyTopAsks(Span<long> ticks, Span<long> lots);
}

/// <summary>Ours.</summary>
internal sealed class OurBook : IBook, IDisposable
{
    private readonly OrderBook _book = new();

    public void Clear() => _book.Clear();

    public void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks) => _book.Apply(bids, asks);

    public int CopyTopBids(Span<long> ticks, Span<long> lots) => _book.CopyTopBids(ticks, lots);

    public int CopyTopAsks(Span<long> ticks, Span<long> lots) => _book.CopyTopAsks(ticks, lots);

    public void Dispose() => _book.Dispose();
}

/// <summary>What one writes first. Bids under negated prices, so that both sides enumerate best first with the default comparer.</summary>
internal sealed class SortedBook : IBook
{
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks)
    {
        Apply(_bids, bids, -1);
        Apply(_asks, asks, 1);
    }

    public int CopyTopBids(Span<long> ticks, Span<long> lots) => CopyTop(_bids, -1, ticks, lots);

    public int CopyTopAsks(Span<long> ticks, Span<long> lots) => CopyTop(_asks, 1, ticks, lots);

    private static void Apply(SortedDictionary<long, long> side, ReadOnlySpan<LevelUpdate> levels, long sign)
    {
        foreach (ref readonly var level in levels)
        {
            if (level.SizeLots == 0)
            {
                side.Remove(level.PriceTicks * sign);
            }
            else
            {
                side[level.PriceTicks * sign] = level.SizeLots;
            }
        }
    }

    private static int CopyTop(SortedDictionary<long, long> side, long sign, Span<long> ticks, Span<long> lots)
    {
        var count = 0;
        foreach (var (price, size) in side)
        {
            ticks[count] = price * sign;
            lots[count] = size;
            if (++count == ticks.Length)
            {
                break;
            }
        }

        return count;
    }
}

/// <summary>The floor: an array over every price that will ever be sent, and a bitmap of those that are there.</summary>
internal sealed class DenseBook(long prices) : IBook, IDisposable
{
    private readonly DenseSide _bids = new((int)prices, flip: false);
    private readonly DenseSide _asks = new((int)prices, flip: true);

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks)
    {
        _bids.Apply(bids);
        _asks.Apply(asks);
    }

    public int CopyTopBids(Span<long> ticks, Span<long> lots) => _bids.CopyTop(ticks, lots);

    public int CopyTopAsks(Span<long> ticks, Span<long> lots) => _asks.CopyTop(ticks, lots);

    public void Dispose()
    {
        _bids.Dispose();
        _asks.Dispose();
    }

    /// <summary>Written with the same care as ours: presence computed and not branched on, no bounds checks, best kept as a bound.</summary>
    private sealed class DenseSide(int prices, bool flip) : IDisposable
    {
        private readonly NativeArray<long> _lots = new(prices);
        private readonly NativeArray<ulong> _words = new((prices >> 6) + 1);
        private readonly int _sign = flip ? -1 : 1;
        private readonly int _zero = flip ? prices - 1 : 0;
        private int _best = -1;

        public void Clear()
        {
            _lots.Span.Clear();
            _words.Span.Clear();
            _best = -1;
        }

        public void Apply(ReadOnlySpan<LevelUpdate> levels)
        {
            var lots = _lots.View;
            var words = _words.View;
            var sign = _sign;
            var zero = _zero;
            var best = _best;
            foreach (ref readonly var level in levels)
            {
                var slot = zero + ((int)level.PriceTicks * sign);
                var size = level.SizeLots;
                if (slot > best && size != 0)
                {
                    best = slot;
                }

                ref var standing = ref lots[slot];
                var changed = (ulong)(-standing ^ -size) >> 63;
                standing = size;
                words[slot >> 6] ^= changed << slot;
            }

            while (best >= 0 && lots[best] == 0)
            {
                best = Below(best);
            }

            _best = best;
        }

        public int CopyTop(Span<long> ticks, Span<long> lots)
        {
            var words = _words.View;
            var sizes = _lots.View;
            if (_best < 0)
            {
                return 0;
            }

            var index = _best >> 6;
            var word = words[index] & (ulong.MaxValue >> (63 - (_best & 63)));
            for (var count = 0; count < ticks.Length; count++)
            {
                while (word == 0)
                {
                    if (--index < 0)
                    {
                        return count;
                    }

                    word = words[index];
                }

                var bit = BitOperations.Log2(word);
                word ^= 1UL << bit;
                var slot = (index << 6) | bit;
                ticks[count] = (slot - _zero) * _sign;
                lots[count] = sizes[slot];
            }

            return ticks.Length;
        }

        public void Dispose()
        {
            _lots.Dispose();
            _words.Dispose();
        }

        private int Below(int slot)
        {
            var words = _words.View;
            var index = slot >> 6;
            var word = words[index] & ((1UL << slot) - 1);
            while (word == 0)
            {
                if (--index < 0)
                {
                    return -1;
                }

                word = words[index];
            }

            return (index << 6) | BitOperations.Log2(word);
        }
    }
}

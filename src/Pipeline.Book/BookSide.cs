using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>One side of an order book: sizes by price, best first.</summary>
/// <remarks>
/// Inside, a price is a key that grows away from the market: the ticks of an ask, their complement for a bid. Levels near the
/// best are in a window, all others in a hash that knows their order, so an update is O(1) and every answer is right wherever
/// a price lies; where the window is decides speed alone. It follows the best, at most once in as many updates as there
/// are levels, which pays for the levels that change place. Single writer.
/// </remarks>
public sealed class BookSide : IDisposable
{
    /// <summary>Ticks of the window unless said otherwise: 256 KiB of sizes, which stays in a second-level cache.</summary>
    public const int DefaultWindowTicks = 32_768;

    private const int FarCapacity = 8_192;

    private readonly LevelWindow _window;
    private readonly FarLevels _far;
    private readonly long _flip;
    private long _best = LevelWindow.NoKey;
    private long _updatesSinceMove;

    /// <summary>An empty side whose window has <paramref name="windowTicks"/> ticks, a power of two of at least 256.</summary>
    /// <exception cref="ArgumentException">The window is not a power of two or too small.</exception>
    public BookSide(Side side, int windowTicks = DefaultWindowTicks)
    {
        if (windowTicks < 256 || !int.IsPow2(windowTicks))
        {
            Throw.Argument(nameof(windowTicks), $"a window of {windowTicks} ticks is not a power of two of at least 256");
        }

        _window = new LevelWindow(windowTicks);
        _far = new FarLevels(FarCapacity);
        _flip = side == Side.Buy ? -1 : 0;
    }

    /// <summary>Best price in ticks, 0 where the side is empty.</summary>
    public long BestTicks => IsEmpty ? 0 : _best ^ _flip;

    /// <summary>Lots at the best price, 0 where the side is empty.</summary>
    public long BestLots => IsEmpty ? 0 : LotsAt(_best ^ _flip);

    /// <summary>Whether there is no level.</summary>
    public bool IsEmpty => _best == LevelWindow.NoKey;

    /// <summary>Counts the levels: a popcount over the window, some 100 ns.</summary>
    public int CountLevels() => _window.CountLevels() + _far.Count;

    /// <summary>Lots at a price, 0 where there is no level.</summary>
    public long LotsAt(long ticks)
    {
        var key = ticks ^ _flip;
        return _window.Contains(key) ? _window[key] : _far[key];
    }

    /// <summary>Sets the sizes at some prices. A size of 0 deletes the level, also one that was never known.</summary>
    /// <param name="levels">Prices of at least 0 ticks, sizes of at least 0 lots, in any order.</param>
    public void Apply(ReadOnlySpan<LevelUpdate> levels)
    {
        if (levels.IsEmpty)
        {
            return;
        }

        if (IsEmpty)
        {
            _window.MoveTo(_window.StartFor(levels[0].PriceTicks ^ _flip));
        }

        // No level is better than the bound; after a delete there may be none at it either, and then the next one is the best.
        var bound = _window.Apply(levels, _flip, _best, _far);
        _best = LotsAt(bound ^ _flip) != 0 ? bound : FindAfter(bound);
        _updatesSinceMove += levels.Length;
        FollowBest();
    }

    /// <summary>Copies the best levels, at most as many as the spans hold.</summary>
    /// <param name="ticks">Prices, best first.</param>
    /// <param name="lots">Sizes; as long as <paramref name="ticks"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyTop(Span<long> ticks, Span<long> lots)
    {
        var count = _window.Contains(_best) ? _window.CopyFrom(_best, _flip, ticks, lots) : 0;
        return count < ticks.Length ? CopyRest(count, ticks, lots) : count;
    }

    /// <summary>Sum of the lots from the best price to <paramref name="ticks"/>, both included.</summary>
    public long SumTo(long ticks)
    {
        var last = ticks ^ _flip;
        var near = _window.Sum(Math.Max(_best, _window.Start), Math.Min(last, _window.End - 1));
        return near + SumFar(last);
    }

    /// <summary>All levels, best first. The side must not change meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Removes every level and keeps the memory.</summary>
    public void Clear()
    {
        _window.Clear();
        _far.Clear();
        _best = LevelWindow.NoKey;
        _updatesSinceMove = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        _far.Dispose();
    }

    private int CopyRest(int count, Span<long> ticks, Span<long> lots)
    {
        var key = count == 0 ? _best : FindAfter(ticks[count - 1] ^ _flip);
        for (; count < ticks.Length && key != LevelWindow.NoKey; key = FindAfter(key))
        {
            ticks[count] = key ^ _flip;
            lots[count++] = LotsAt(key ^ _flip);
        }

        return count;
    }

    private long SumFar(long last)
    {
        if (last < _window.End && _best >= _window.Start)
        {
            return 0;
        }

        var sum = 0L;
        for (var key = _far.FindAfter(_best - 1); key <= last && key != LevelWindow.NoKey; key = _far.FindAfter(key))
        {
            sum += _far[key];
        }

        return sum;
    }

    // Before the window, in it, behind it: far levels lie on both sides of the window, never in it.
    private long FindAfter(long key)
    {
        if (key < _window.Start)
        {
            var before = _far.FindAfter(key);
            if (before < _window.Start)
            {
                return before;
            }
        }

        var near = _window.FindAfter(key);
        return near != LevelWindow.NoKey ? near : _far.FindAfter(Math.Max(key, _window.End - 1));
    }

    private void FollowBest()
    {
        if (IsEmpty)
        {
            return;
        }

        var start = _window.StartFor(_best);
        if (Math.Abs(start - _window.Start) > _window.Size / 16 && _updatesSinceMove >= CountLevels())
        {
            MoveWindow(start);
        }
    }

    private void MoveWindow(long start)
    {
        _updatesSinceMove = 0;
        MoveOut(start + _window.Size, _window.End);
        MoveOut(_window.Start, start);
        _window.MoveTo(start);
        for (var key = _far.FindAfter(start - 1); key < _window.End; key = _far.FindAfter(key))
        {
            _window.Set(key, _far[key]);
            _far.Set(key, 0);
        }
    }

    private void MoveOut(long first, long end)
    {
        for (var key = _window.FindAfter(first - 1); key < end; key = _window.FindAfter(key))
        {
            _far.Set(key, _window[key]);
            _window.Set(key, 0);
        }
    }

    /// <summary>Walks a side from the best level on.</summary>
    public struct Enumerator
    {
        private readonly BookSide _side;
        private long _next;

        internal Enumerator(BookSide side)
        {
            _side = side;
            _next = side._best;
            Current = default;
        }

        /// <summary>The level that was reached.</summary>
        public LevelUpdate Current { get; private set; }

        /// <summary>Goes to the next level; false where there is none.</summary>
        public bool MoveNext()
        {
            if (_next == LevelWindow.NoKey)
            {
                return false;
            }

            var ticks = _next ^ _side._flip;
            Current = new LevelUpdate { PriceTicks = ticks, SizeLots = _side.LotsAt(ticks) };
            _next = _side.FindAfter(_next);
            return true;
        }
    }
}

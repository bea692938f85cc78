using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The levels of one side whose price is a whole number of ticks: sizes by price, best first.</summary>
/// <remarks>
/// A price is a key that grows away from the market: the ticks of an ask, their complement for a bid. Levels near the
/// best are in a window, all others in a hash that knows their order, so an update is O(1) and every answer is right wherever
/// a price lies; where the window is decides speed alone. It follows the best, at most once in as many updates as there
/// are levels, which pays for the levels that change place. Single writer.
/// </remarks>
internal sealed class GridSide : IDisposable
{
    private const int FarCapacity = 8_192;

    private readonly LevelWindow _window;
    private readonly FarLevels _far;
    private readonly ExactDivider _ticks;
    private readonly long _tick;
    private readonly long _flip;
    private long _best = LevelWindow.NoKey;
    private long _updatesSinceMove;

    /// <summary>An empty side of ticks of <paramref name="tick"/> units whose window has <paramref name="windowTicks"/> of them, a power of two of at least 256.</summary>
    /// <exception cref="ArgumentException">The window is not a power of two or too small.</exception>
    public GridSide(long tick, long flip, int windowTicks)
    {
        if (windowTicks < 256 || !int.IsPow2(windowTicks))
        {
            Throw.Argument(nameof(windowTicks), $"a window of {windowTicks} ticks is not a power of two of at least 256");
        }

        _window = new LevelWindow(windowTicks);
        _far = new FarLevels(FarCapacity);
        _ticks = new ExactDivider(tick);
        _tick = tick;
        _flip = flip;
    }

    /// <summary>Key of the best level, or <see cref="LevelWindow.NoKey"/>.</summary>
    public long Best => _best;

    /// <summary>All sizes that were ever set, or-ed: what their largest can be.</summary>
    public long SizeBits => _window.SizeBits;

    /// <summary>No side has more levels than this.</summary>
    public int MostLevels => _window.Size + _far.Count;

    /// <summary>Whether there is no level.</summary>
    public bool IsEmpty => _best == LevelWindow.NoKey;

    /// <summary>Counts the levels: a popcount over the window, some 100 ns.</summary>
    public int CountLevels() => _window.CountLevels() + _far.Count;

    /// <summary>The size at a key, 0 where there is no level.</summary>
    public long SizeAt(long key) => _window.Contains(key) ? _window[key] : _far[key];

    /// <summary>The price of a key, in units.</summary>
    public long PriceOf(long key) => (key ^ _flip) * _tick;

    /// <summary>The key of a price in units; false where it lies between two ticks.</summary>
    public bool TryKeyOf(long price, out long key)
    {
        var isOnGrid = _ticks.TryDividePositive(price, out var ticks);
        key = ticks ^ _flip;
        return isOnGrid;
    }

    /// <summary>The key farthest from the market whose price is no farther than <paramref name="price"/>, which is not negative.</summary>
    public long LastKeyWithin(long price) => (_flip == 0 ? price / _tick : (price / _tick) + (price % _tick == 0 ? 0 : 1)) ^ _flip;

    /// <summary>Sets the sizes at some prices. A size of 0 deletes the level, also one that was never known.</summary>
    /// <param name="levels">Prices and sizes of at least 0, in any order.</param>
    /// <param name="offGrid">Takes the levels between ticks.</param>
    public void Apply(ReadOnlySpan<LevelUpdate> levels, OffGridLevels offGrid)
    {
        if (levels.IsEmpty)
        {
            return;
        }

        if (IsEmpty)
        {
            _window.MoveTo(_window.StartFor((levels[0].PriceTicks / _tick) ^ _flip));
        }

        // No level is better than the bound; after a delete there may be none at it either, and then the next one is the best.
        var bound = _window.Apply(levels, _ticks, _flip, _best, _far, offGrid);
        _best = SizeAt(bound) != 0 ? bound : FindAfter(bound);
        _updatesSinceMove += levels.Length;
        FollowBest();
    }

    /// <summary>Copies the best levels, at most as many as the spans hold.</summary>
    /// <param name="prices">Prices in units, best first.</param>
    /// <param name="sizes">Sizes; as long as <paramref name="prices"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyTop(Span<long> prices, Span<long> sizes)
    {
        var count = _window.Contains(_best) ? _window.CopyFrom(_best, _flip, prices, sizes) : 0;
        count = count < prices.Length ? CopyRest(count, prices, sizes) : count;
        foreach (ref var price in prices[..count])
        {
            price *= _tick;
        }

        return count;
    }

    /// <summary>Sum of the sizes from the best key to <paramref name="last"/>, both included, modulo 2^64.</summary>
    public long SumTo(long last)
    {
        var near = _window.Sum(Math.Max(_best, _window.Start), Math.Min(last, _window.End - 1));
        return near + SumFar(last);
    }

    /// <summary>The next key of a level behind <paramref name="key"/>, or <see cref="LevelWindow.NoKey"/>.</summary>
    public long FindAfter(long key)
    {
        // Before the window, in it, behind it: far levels lie on both sides of the window, never in it.
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
            lots[count++] = SizeAt(key);
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
}

using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The levels of one side whose price is a whole number of ticks: sizes by price, best first.</summary>
/// <remarks>
/// A price is a key that grows away from the market. Levels near the best are in a window, all others in a hash that knows
/// their order, so an update is O(1) and every answer is right wherever a price lies; where the window is and how large decides
/// speed alone. It follows the best, at most once in as many updates as there are levels, which pays for the levels that change
/// place. It doubles where an eighth of the updates lie outside and a window of the largest size would hold them: on a
/// sparse book. Single writer.
/// </remarks>
internal sealed class GridSide : IDisposable
{
    /// <summary>The window grows to at most so many times its first size.</summary>
    public const int MostGrowth = 32;

    private const int FarCapacity = 8_192;

    // So many updates are looked at before the window grows: enough that a burst far from the market says little.
    private const int UpdatesPerLook = 8_192;

    private readonly long _mostWindow;
    private LevelWindow _window;
    private readonly FarLevels _far;
    private readonly TickKeys _keys;
    private long _best = LevelWindow.NoKey;
    private long _updatesSinceMove;
    private long _updatesSinceLook;

    /// <summary>An empty side of these keys whose window has <paramref name="windowTicks"/> of them, a power of two of at least 256.</summary>
    /// <exception cref="ArgumentException">The window is not a power of two or too small.</exception>
    public GridSide(TickKeys keys, int windowTicks)
    {
        if (windowTicks < 256 || !int.IsPow2(windowTicks))
        {
            Throw.Argument(nameof(windowTicks), $"a window of {windowTicks} ticks is not a power of two of at least 256");
        }

        _mostWindow = (long)windowTicks * MostGrowth;
        _window = NewWindow(windowTicks);
        _far = new FarLevels(FarCapacity);
        _keys = keys;
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
            _window.MoveTo(_window.StartFor(_keys.KeyNear(levels[0].PriceTicks)));
        }

        // No level is better than the bound; after a delete there may be none at it either, and then the next one is the best.
        var bound = _window.Apply(levels, _keys, _best, _far, offGrid);
        _best = SizeAt(bound) != 0 ? bound : FindAfter(bound);
        _updatesSinceMove += levels.Length;
        _updatesSinceLook += levels.Length;
        FollowBest();
        if (_updatesSinceLook >= UpdatesPerLook)
        {
            Look();
        }
    }

    /// <summary>Copies the best levels, at most as many as the spans hold.</summary>
    /// <param name="prices">Prices in units, best first.</param>
    /// <param name="sizes">Sizes; as long as <paramref name="prices"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyTop(Span<long> prices, Span<long> sizes)
    {
        var count = _window.Contains(_best) ? _window.CopyFrom(_best, _keys, prices, sizes) : 0;
        return count < prices.Length ? CopyRest(count, prices, sizes) : count;
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

    private int CopyRest(int count, Span<long> prices, Span<long> sizes)
    {
        var key = count == 0 ? _best : FindAfter(_keys.KeyNear(prices[count - 1]));
        for (; count < prices.Length && key != LevelWindow.NoKey; key = FindAfter(key))
        {
            prices[count] = _keys.PriceOf(key);
            sizes[count++] = SizeAt(key);
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
        TakeIn(start);
    }

    private void Look()
    {
        if (!IsEmpty && _window.Size < _mostWindow && _window.OutsideUpdates * 8 > _updatesSinceLook)
        {
            Grow();
        }

        _updatesSinceLook = 0;
        _window.OutsideUpdates = 0;
    }

    private void Grow()
    {
        var small = _window;
        _window = NewWindow(small.Size * 2);
        _window.SizeBits = small.SizeBits;
        _window.MoveTo(_window.StartFor(_best));
        for (var key = small.FindAfter(small.Start - 1); key != LevelWindow.NoKey; key = small.FindAfter(key))
        {
            if (_window.Contains(key))
            {
                _window.Set(key, small[key]);
            }
            else
            {
                _far.Set(key, small[key]);
            }
        }

        small.Dispose();
        TakeIn(_window.Start);
    }

    private LevelWindow NewWindow(int ticks) => new(ticks, _mostWindow / 4 * 3);

    private void TakeIn(long start)
    {
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

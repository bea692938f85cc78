using System.Numerics;
using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>One side of an order book: sizes by price in the instrument's units, best first.</summary>
/// <remarks>
/// Prices on the tick grid, which are nearly all, lie in a dense window; the few between two ticks in a sorted list beside it.
/// Every answer is of both, in price order. Single writer.
/// </remarks>
public sealed class BookSide : IDisposable
{
    /// <summary>Ticks of the window unless said otherwise: 256 KiB of sizes, which stays in a second-level cache.</summary>
    public const int DefaultWindowTicks = 32_768;

    // A number of sizes sums to less than 2^62 where their bits and its own are at most as many.
    private const int MaxShortBits = 62;

    private readonly TickKeys _keys;
    private readonly GridSide _grid;
    private readonly OffGridLevels _offGrid = new();

    /// <summary>An empty side of ticks of <paramref name="tick"/> units whose window has <paramref name="windowTicks"/> of them, a power of two of at least 256.</summary>
    /// <exception cref="ArgumentException">The window is not a power of two or too small.</exception>
    public BookSide(Side side, int windowTicks = DefaultWindowTicks, long tick = 1)
    {
        // A window of ticks this large would have prices that no integer holds; any divisor of the tick is a grid too.
        _keys = new TickKeys(side, tick <= long.MaxValue / 2 / GridSide.MostGrowth / Math.Max(1, windowTicks) ? tick : 1);
        _grid = new GridSide(_keys, windowTicks);
    }

    /// <summary>Best price, 0 where the side is empty.</summary>
    public long BestTicks => IsEmpty ? 0 : HasOffGridBest ? _keys.PriceOfOrder(_offGrid.Key(0)) : _keys.PriceOf(_grid.Best);

    /// <summary>Size at the best price, 0 where the side is empty.</summary>
    public long BestLots => IsEmpty ? 0 : HasOffGridBest ? _offGrid.Size(0) : _grid.SizeAt(_grid.Best);

    /// <summary>Whether there is no level.</summary>
    public bool IsEmpty => _grid.IsEmpty && _offGrid.Count == 0;

    private bool HasOffGridBest => _offGrid.Count > 0 && (_grid.IsEmpty || _offGrid.Key(0) < OrderOf(_grid.Best));

    /// <summary>Counts the levels: a popcount over the window, some 100 ns.</summary>
    public int CountLevels() => _grid.CountLevels() + _offGrid.Count;

    /// <summary>Size at a price, 0 where there is no level.</summary>
    public long LotsAt(long price) => _keys.TryKeyOf(price, out var key) ? _grid.SizeAt(key) : _offGrid.SizeAt(_keys.OrderOf(price));

    /// <summary>Sets the sizes at some prices. A size of 0 deletes the level, also one that was never known.</summary>
    /// <param name="levels">Prices and sizes of at least 0 units, in any order.</param>
    public void Apply(ReadOnlySpan<LevelUpdate> levels) => _grid.Apply(levels, _offGrid);

    /// <summary>Copies the best levels, at most as many as the spans hold.</summary>
    /// <param name="prices">Prices, best first.</param>
    /// <param name="sizes">Sizes; as long as <paramref name="prices"/>.</param>
    /// <returns>Number of levels copied.</returns>
    public int CopyTop(Span<long> prices, Span<long> sizes)
    {
        var count = _grid.CopyTop(prices, sizes);
        return _offGrid.Count == 0 ? count : Merge(count, prices, sizes);
    }

    /// <summary>Sum of the sizes from the best price to <paramref name="price"/>, both included.</summary>
    public Int128 SumTo(long price) => SumOnGrid(_keys.LastKeyWithin(price)) + _offGrid.SumTo(_keys.OrderOf(price));

    /// <summary>All levels, best first. The side must not change meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Removes every level and keeps the memory.</summary>
    public void Clear()
    {
        _grid.Clear();
        _offGrid.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _grid.Dispose();
        _offGrid.Dispose();
    }

    // What a price is sorted by, of a key of the grid.
    private long OrderOf(long key) => _keys.OrderOf(_keys.PriceOf(key));

    private int Merge(int count, Span<long> prices, Span<long> sizes)
    {
        for (var index = 0; index < _offGrid.Count; index++)
        {
            var key = _offGrid.Key(index);
            var rank = count;
            while (rank > 0 && _keys.OrderOf(prices[rank - 1]) > key)
            {
                rank--;
            }

            if (rank == prices.Length)
            {
                break;
            }

            count = Math.Min(count + 1, prices.Length);
            prices[rank..(count - 1)].CopyTo(prices[(rank + 1)..]);
            sizes[rank..(count - 1)].CopyTo(sizes[(rank + 1)..]);
            prices[rank] = _keys.PriceOfOrder(key);
            sizes[rank] = _offGrid.Size(index);
        }

        return count;
    }

    private Int128 SumOnGrid(long last)
    {
        if (BitOperations.Log2((ulong)_grid.SizeBits) + BitOperations.Log2((uint)_grid.MostLevels) + 2 <= MaxShortBits)
        {
            return _grid.SumTo(last);
        }

        Int128 sum = 0;
        for (var key = _grid.Best; key <= last && key != LevelWindow.NoKey; key = _grid.FindAfter(key))
        {
            sum += _grid.SizeAt(key);
        }

        return sum;
    }

    /// <summary>Walks a side from the best level on.</summary>
    public struct Enumerator
    {
        private readonly BookSide _side;
        private long _nextKey;
        private int _nextOffGrid;

        internal Enumerator(BookSide side)
        {
            _side = side;
            _nextKey = side._grid.Best;
            _nextOffGrid = 0;
            Current = default;
        }

        /// <summary>The level that was reached.</summary>
        public LevelUpdate Current { get; private set; }

        /// <summary>Goes to the next level; false where there is none.</summary>
        public bool MoveNext()
        {
            var (grid, offGrid) = (_side._grid, _side._offGrid);
            var hasGrid = _nextKey != LevelWindow.NoKey;
            if (_nextOffGrid < offGrid.Count && (!hasGrid || offGrid.Key(_nextOffGrid) < _side.OrderOf(_nextKey)))
            {
                Current = new LevelUpdate { PriceTicks = _side._keys.PriceOfOrder(offGrid.Key(_nextOffGrid)), SizeLots = offGrid.Size(_nextOffGrid) };
                _nextOffGrid++;
                return true;
            }

            if (hasGrid)
            {
                Current = new LevelUpdate { PriceTicks = _side._keys.PriceOf(_nextKey), SizeLots = grid.SizeAt(_nextKey) };
                _nextKey = grid.FindAfter(_nextKey);
            }

            return hasGrid;
        }
    }
}

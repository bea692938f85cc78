using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>An order book by price: integers of the instrument's units, absolute sizes.</summary>
/// <remarks>
/// It keeps what it is told and judges nothing: a crossed book is kept crossed. Single writer. An update costs a few
/// nanoseconds; memory is 0.8 MB and grows only with the number of levels far from the market. Nothing is allocated
/// once the largest number of such levels has been seen.
/// </remarks>
/// <param name="windowTicks">Ticks of each side's dense window.</param>
/// <param name="tick">Units of a tick: prices that are whole ticks are kept densely, others beside them.</param>
public sealed class OrderBook(int windowTicks = BookSide.DefaultWindowTicks, long tick = 1) : IDisposable
{
    /// <summary>The buy side.</summary>
    public BookSide Bids { get; } = new(Side.Buy, windowTicks, tick);

    /// <summary>The sell side.</summary>
    public BookSide Asks { get; } = new(Side.Sell, windowTicks, tick);

    /// <summary>Best bid; 0 where there is none.</summary>
    public long BestBidTicks => Bids.BestTicks;

    /// <summary>Size at the best bid; 0 where there is none.</summary>
    public long BestBidLots => Bids.BestLots;

    /// <summary>Best ask; 0 where there is none.</summary>
    public long BestAskTicks => Asks.BestTicks;

    /// <summary>Size at the best ask; 0 where there is none.</summary>
    public long BestAskLots => Asks.BestLots;

    /// <summary>Number of bid levels, counted when asked.</summary>
    public int BidLevels => Bids.CountLevels();

    /// <summary>Number of ask levels, counted when asked.</summary>
    public int AskLevels => Asks.CountLevels();

    /// <summary>Removes every level.</summary>
    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
    }

    /// <summary>Sets absolute sizes; 0 deletes.</summary>
    public void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks)
    {
        Bids.Apply(bids);
        Asks.Apply(asks);
    }

    /// <inheritdoc cref="BookSide.CopyTop"/>
    public int CopyTopBids(Span<long> ticks, Span<long> lots) => Bids.CopyTop(ticks, lots);

    /// <inheritdoc cref="BookSide.CopyTop"/>
    public int CopyTopAsks(Span<long> ticks, Span<long> lots) => Asks.CopyTop(ticks, lots);

    /// <summary>
    /// Sizes within 5 basis points of mid on either side, bounds included, without those that a crossed book has beyond mid; (0, 0)
    /// unless both sides have a level.
    /// </summary>
    /// <remarks>Exact: twice the mid is an integer, and so is every product compared.</remarks>
    public (Int128 Bid, Int128 Ask) DepthWithin5Bps()
    {
        if (Bids.IsEmpty || Asks.IsEmpty)
        {
            return (0, 0);
        }

        var twiceMid = (Int128)Bids.BestTicks + Asks.BestTicks;
        return (DepthDownTo(twiceMid), DepthUpTo(twiceMid));
    }

    /// <summary>Adds every bid to <paramref name="levels"/>, best first.</summary>
    public void CopyBids(ICollection<LevelUpdate> levels) => Copy(Bids, levels);

    /// <summary>Adds every ask to <paramref name="levels"/>, best first.</summary>
    public void CopyAsks(ICollection<LevelUpdate> levels) => Copy(Asks, levels);

    /// <inheritdoc/>
    public void Dispose()
    {
        Bids.Dispose();
        Asks.Dispose();
    }

    /// <summary>The lowest price within 5 basis points below mid: price * 20000 >= twiceMid * 9995.</summary>
    internal static long LowestWithin5Bps(Int128 twiceMid) => (long)((twiceMid * 9_995 + 19_999) / 20_000);

    /// <summary>The highest within 5 above: price * 20000 &lt;= twiceMid * 10005.</summary>
    internal static long HighestWithin5Bps(Int128 twiceMid) => (long)(twiceMid * 10_005 / 20_000);

    private Int128 DepthDownTo(Int128 twiceMid)
    {
        var lowest = LowestWithin5Bps(twiceMid);
        var beyond = (long)(twiceMid / 2) + 1;
        return Bids.BestTicks < lowest ? 0 : Bids.SumTo(lowest) - (Bids.BestTicks >= beyond ? Bids.SumTo(beyond) : 0);
    }

    private Int128 DepthUpTo(Int128 twiceMid)
    {
        var highest = HighestWithin5Bps(twiceMid);
        var beyond = (long)((twiceMid - 1) / 2);
        return Asks.BestTicks > highest ? 0 : Asks.SumTo(highest) - (Asks.BestTicks <= beyond ? Asks.SumTo(beyond) : 0);
    }

    private static void Copy(BookSide side, ICollection<LevelUpdate> levels)
    {
        foreach (var level in side)
        {
            levels.Add(level);
        }
    }
}

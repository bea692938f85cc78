using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Compares a snapshot with the book, which has its id behind it.</summary>
/// <remarks>
/// Compared is what both know: prices within the snapshot's reach and within that of the one the book was built on, but for
/// those that a diff has touched since. Single writer; an audit is rare and may let its memory grow.
/// </remarks>
internal sealed class SnapshotAudit : IDisposable
{
    /// <summary>Fewest levels that make an audit.</summary>
    public const int MinLevels = 100;

    // Room for some eight thousand prices a side before it grows.
    private const int TouchedCapacity = 1 << 15;

    private readonly LongMap _touchedBids = new(TouchedCapacity);
    private readonly LongMap _touchedAsks = new(TouchedCapacity);

    /// <summary>Levels of the last snapshot that were compared.</summary>
    public int Levels { get; private set; }

    /// <summary>Whether the last snapshot agreed.</summary>
    public bool Agrees { get; private set; }

    /// <summary>Compares; false where too little can be, or where the snapshot is older than what is remembered.</summary>
    public bool TryCompare(OrderBook book, in KnownDepth known, RecentDiffs recent, in InputRecord snapshot, ReadOnlySpan<LevelUpdate> levels)
    {
        var id = snapshot.Depth.FinalUpdateId;
        if (id < recent.KnownFrom)
        {
            return false;
        }

        _touchedBids.Clear();
        _touchedAsks.Clear();
        recent.CopyTouched(id, _touchedBids, _touchedAsks);
        var bids = snapshot.Depth.BidCount;
        var reach = KnownDepth.Of(levels, bids);
        Levels = 0;
        Agrees = SideAgrees(book.Bids, levels[..bids], Math.Max(known.LowestBidTicks, reach.LowestBidTicks), long.MaxValue, _touchedBids)
            & SideAgrees(book.Asks, levels[bids..], long.MinValue, Math.Min(known.HighestAskTicks, reach.HighestAskTicks), _touchedAsks);
        return Levels >= MinLevels;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _touchedBids.Dispose();
        _touchedAsks.Dispose();
    }

    // Every level of the snapshot stands in the book, and the book has no others.
    private bool SideAgrees(BookSide side, ReadOnlySpan<LevelUpdate> levels, long lowest, long highest, LongMap touched)
    {
        var agrees = true;
        var compared = 0;
        foreach (ref readonly var level in levels)
        {
            if (level.PriceTicks >= lowest && level.PriceTicks <= highest && touched[level.PriceTicks] == 0)
            {
                agrees &= side.LotsAt(level.PriceTicks) == level.SizeLots;
                compared++;
            }
        }

        Levels += compared;
        return agrees && compared == CountWithin(side, lowest, highest, touched);
    }

    private static int CountWithin(BookSide side, long lowest, long highest, LongMap touched)
    {
        var count = 0;
        foreach (var level in side)
        {
            if (level.PriceTicks < lowest || level.PriceTicks > highest)
            {
                break;
            }

            count += touched[level.PriceTicks] == 0 ? 1 : 0;
        }

        return count;
    }
}

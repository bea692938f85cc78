using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Compares a snapshot with a book that stands at the same update id.</summary>
internal static class SnapshotAudit
{
    /// <summary>Whether the book has exactly the snapshot's levels as far as the snapshot reaches, which need not be the whole book.</summary>
    public static bool Agrees(OrderBook book, ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks) =>
        Agrees(book.Bids, bids) && Agrees(book.Asks, asks);

    // Every level of the snapshot stands in the book, and as many levels of the book are no worse than the snapshot's last.
    private static bool Agrees(BookSide side, ReadOnlySpan<LevelUpdate> levels)
    {
        var worst = 0L;
        var farthest = 0L;
        foreach (ref readonly var level in levels)
        {
            if (side.LotsAt(level.PriceTicks) != level.SizeLots)
            {
                return false;
            }

            var distance = Math.Abs(level.PriceTicks - side.BestTicks);
            (worst, farthest) = distance >= farthest ? (level.PriceTicks, distance) : (worst, farthest);
        }

        return levels.IsEmpty || CountTo(side, worst, levels.Length) == levels.Length;
    }

    private static int CountTo(BookSide side, long worst, int enough)
    {
        var count = 0;
        foreach (var level in side)
        {
            count++;
            if (level.PriceTicks == worst || count > enough)
            {
                return count;
            }
        }

        return count;
    }
}

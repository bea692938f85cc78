using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Testing.Book;

/// <summary>Says where a book differs from the plain one; null where it does not.</summary>
public static class BookDifference
{
    public static string? OfTop(OrderBook book, PlainBook plain)
    {
        var ticks = new long[10];
        var lots = new long[10];
        var bids = book.CopyTopBids(ticks, lots);
        var difference = OfLevels("bid", ticks.AsSpan(0, bids), lots, plain.Bids);
        var asks = book.CopyTopAsks(ticks, lots);
        return difference
            ?? OfLevels("ask", ticks.AsSpan(0, asks), lots, plain.Asks)
            ?? (bids < Math.Min(10, plain.Bids.Count) || asks < Math.Min(10, plain.Asks.Count) ? "a rank is missing" : null)
            ?? OfBest("bid", (book.BestBidTicks, book.BestBidLots), plain.Bids)
            ?? OfBest("ask", (book.BestAskTicks, book.BestAskLots), plain.Asks);
    }

    public static string? OfWhole(OrderBook book, PlainBook plain) =>
        OfTop(book, plain)
        ?? OfSide("bid", book.BidLevels, book.CopyBids, plain.Bids)
        ?? OfSide("ask", book.AskLevels, book.CopyAsks, plain.Asks)
        ?? OfDepth(book.DepthWithin5Bps(), plain.DepthWithin5Bps());

    private static string? OfSide(string side, int count, Action<ICollection<LevelUpdate>> copy, SortedDictionary<long, long> plain)
    {
        var levels = new List<LevelUpdate>();
        copy(levels);
        return (count, levels.Count) != (plain.Count, plain.Count)
            ? $"{count} {side}s counted and {levels.Count} walked, not {plain.Count}"
            : OfLevels(side, [.. levels.Select(level => level.PriceTicks)], [.. levels.Select(level => level.SizeLots)], plain);
    }

    private static string? OfLevels(string side, ReadOnlySpan<long> ticks, ReadOnlySpan<long> lots, SortedDictionary<long, long> plain)
    {
        var rank = 0;
        foreach (var (price, size) in plain)
        {
            if (rank == ticks.Length)
            {
                return null;
            }

            if (ticks[rank] != price || lots[rank] != size)
            {
                return $"{side} {rank + 1} is {ticks[rank]} x {lots[rank]}, not {price} x {size}";
            }

            rank++;
        }

        return rank < ticks.Length ? $"{side} {rank + 1} should not be there" : null;
    }

    private static string? OfBest(string side, (long Ticks, long Lots) best, SortedDictionary<long, long> plain)
    {
        var right = plain.FirstOrDefault();
        return best == (right.Key, right.Value) ? null : $"best {side} is {best}, not {right}";
    }

    private static string? OfDepth((Int128 Bid, Int128 Ask) depth, (Int128 Bid, Int128 Ask) right) =>
        depth == right ? null : $"depth within 5 bps is {depth}, not {right}";
}

using Pipeline.Comparisons;

namespace Pipeline.LatencyLab.Flood;

/// <summary>The two sides of a book at one moment.</summary>
internal sealed class FloodBook(ReplayRivalBook book)
{
    public SortedDictionary<decimal, decimal> Bids { get; } = new(book.Bids, book.Bids.Comparer);

    public SortedDictionary<decimal, decimal> Asks { get; } = new(book.Asks, book.Asks.Comparer);

    /// <summary>The levels that turn this book into <paramref name="other"/>: what is to be set, then what is to be removed.</summary>
    public IReadOnlyList<FloodLevel> WayTo(FloodBook other) =>
    [
        .. Set(Bids, other.Bids, isBid: true),
        .. Set(Asks, other.Asks, isBid: false),
        .. Removed(Bids, other.Bids, isBid: true),
        .. Removed(Asks, other.Asks, isBid: false),
    ];

    /// <summary>Sets or removes a level.</summary>
    public void Apply(FloodLevel level)
    {
        var side = level.IsBid ? Bids : Asks;
        if (level.Size == 0)
        {
            side.Remove(level.Price);
        }
        else
        {
            side[level.Price] = level.Size;
        }
    }

    private static IEnumerable<FloodLevel> Set(SortedDictionary<decimal, decimal> old, SortedDictionary<decimal, decimal> wanted, bool isBid) =>
        from level in wanted
        where old.GetValueOrDefault(level.Key) != level.Value
        select new FloodLevel(isBid, level.Key, level.Value);

    // The product keeps the decimals that the venue writes.
    private static IEnumerable<FloodLevel> Removed(SortedDictionary<decimal, decimal> old, SortedDictionary<decimal, decimal> wanted, bool isBid) =>
        from level in old
        where !wanted.ContainsKey(level.Key)
        select new FloodLevel(isBid, level.Key, level.Value * 0);
}

/// <summary>One level of a diff.</summary>
internal readonly record struct FloodLevel(bool IsBid, decimal Price, decimal Size);

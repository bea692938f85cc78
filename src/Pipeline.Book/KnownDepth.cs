using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>How far from the market the snapshot reached that the book was built on. Beyond it sizes are unknown, not zero.</summary>
/// <remarks>A diff tells only what changes, so it never makes the unknown known. A side that the snapshot left empty is unknown.</remarks>
/// <param name="LowestBidTicks">The lowest bid that it told.</param>
/// <param name="HighestAskTicks">The highest ask.</param>
/// <param name="IsShallow">Whether it was asked for with a limit of few levels, or is empty: so near the market lies what it left out.</param>
internal readonly record struct KnownDepth(long LowestBidTicks, long HighestAskTicks, bool IsShallow)
{
    /// <summary>No snapshot yet.</summary>
    public static readonly KnownDepth Nothing = new(long.MaxValue, long.MinValue, false);

    /// <summary>The reach of a snapshot's levels, bids first, in any order.</summary>
    public static KnownDepth Of(ReadOnlySpan<LevelUpdate> levels, int bids)
    {
        var (lowest, highest, _) = Nothing;
        foreach (ref readonly var level in levels[..bids])
        {
            lowest = Math.Min(lowest, level.PriceTicks);
        }

        foreach (ref readonly var level in levels[bids..])
        {
            highest = Math.Max(highest, level.PriceTicks);
        }

        var asks = levels.Length - bids;
        return new KnownDepth(lowest, highest, IsCut(bids, asks) || IsCut(asks, bids));
    }

    // A whole side of a thin market has as few, but hardly as many as the other one, or as a request may ask for.
    private static bool IsCut(int side, int other) => side < SnapshotAudit.MinLevels && (side == other || side is 5 or 10 or 20 or 50);

    /// <summary>Whether the ranks that are there lie within: none is missing among them.</summary>
    public bool CoversRanks(in BookFrame frame, int bids, int asks) =>
        (bids == 0 || frame.BidTicks[bids - 1] >= LowestBidTicks) && (asks == 0 || frame.AskTicks[asks - 1] <= HighestAskTicks);

    /// <summary>Whether, where both sides are there, the 5 bps bands lie within, as far as the ticks of a band reach.</summary>
    public bool CoversBands(in BookFrame frame, int bids, int asks, long tick)
    {
        var twiceMid = (Int128)frame.BidTicks[0] + frame.AskTicks[0];
        return bids == 0 || asks == 0
            || (TickAbove(OrderBook.LowestWithin5Bps(twiceMid), tick) >= LowestBidTicks && TickBelow(OrderBook.HighestWithin5Bps(twiceMid), tick) <= HighestAskTicks);
    }

    private static Int128 TickAbove(long price, long tick) => ((Int128)price + tick - 1) / tick * tick;

    private static long TickBelow(long price, long tick) => price / tick * tick;
}

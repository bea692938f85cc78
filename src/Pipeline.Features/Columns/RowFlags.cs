using Pipeline.Events;

namespace Pipeline.Features.Columns;

/// <summary>The data-quality flags that two consecutive book states tell.</summary>
internal static class RowFlags
{
    /// <summary>Crossed, locked, few levels, mid jump.</summary>
    public static DqFlags Of(in RowBook old, in RowBook next)
    {
        var flags = DqFlags.None;
        if (next.BidTicks[0] >= next.AskTicks[0])
        {
            flags |= next.BidTicks[0] > next.AskTicks[0] ? DqFlags.Crossed : DqFlags.Locked;
        }

        if (next.BidCount < FeatureRow.Levels)
        {
            flags |= DqFlags.FewBids;
        }

        if (next.AskCount < FeatureRow.Levels)
        {
            flags |= DqFlags.FewAsks;
        }

        return HasBoth(in old) && Jumped(TwiceMid(in old), TwiceMid(in next)) ? flags | DqFlags.MidJump : flags;
    }

    private static bool HasBoth(in RowBook book) => book.BidCount > 0 && book.AskCount > 0;

    private static long TwiceMid(in RowBook book) => book.BidTicks[0] + book.AskTicks[0];

    private static bool Jumped(long old, long next) => Math.Abs(next - old) * 100 > old;
}

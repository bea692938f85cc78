using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R5: the book is synced, has both sides, and is young, and none of its streams is mute. Actual is its age; without a book, the greatest number.</summary>
internal static class StaleCheck
{
    private const DqFlags NotFresh = DqFlags.NotSynced | DqFlags.Stale;

    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var market = order.Market;
        var isValid = market.IsSynced && market.HasTouch && !market.IsMute && (market.DqFlags & NotFresh) == 0 && order.Nanos >= market.BookNanos;
        return verdict.Within(RejectReason.Stale, isValid ? order.Nanos - market.BookNanos : long.MaxValue, isValid ? order.Limits.StaleMaxNanos : 0);
    }
}

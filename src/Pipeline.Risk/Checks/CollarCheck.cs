using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R8: the price is near the mid, and does not reach too far through the other side. Actual in basis points, rounded up.</summary>
internal static class CollarCheck
{
    private const long Bps = 10_000;

    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var doubledMid = order.Market.DoubledMidTicks;
        var price = order.PriceTicks;
        var fromMid = RoundedUp(Int128.Abs(((Int128)2 * price) - doubledMid), doubledMid);
        var touch = order.IsBuy ? order.Market.AskTicks : order.Market.BidTicks;
        var through = RoundedUp(Int128.Max(order.IsBuy ? price - touch : touch - price, 0), touch);
        return verdict.Within(RejectReason.Collar, fromMid, order.Limits.CollarRefBps)
            && verdict.Within(RejectReason.Collar, through, order.Limits.CollarCrossBps);
    }

    private static long RoundedUp(Int128 distance, long reference) =>
        Judgement.Saturated(((distance * Bps) + reference - 1) / reference);
}

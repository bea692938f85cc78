using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R8: the price is near the mid, and does not reach too far through the other side. Actual in basis points, rounded up.</summary>
internal static class CollarCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var doubledMid = order.Market.DoubledMidTicks;
        var price = order.PriceTicks;
        var touch = order.IsBuy ? order.Market.AskTicks : order.Market.BidTicks;
        var through = Math.Max(order.IsBuy ? price - touch : touch - price, 0);
        return verdict.Within(RejectReason.Collar, Judgement.BasisPoints(Math.Abs((2 * price) - doubledMid), doubledMid), order.Limits.CollarRefBps)
            && verdict.Within(RejectReason.Collar, Judgement.BasisPoints(through, touch), order.Limits.CollarCrossBps);
    }
}

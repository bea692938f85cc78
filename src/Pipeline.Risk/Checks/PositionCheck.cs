using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R11: the position if this order and every open order of its side were filled, in lots and in value.</summary>
/// <remarks>
/// Only the side that the order adds to is judged: the other is as it was, and a position over its limit may always be
/// made smaller.
/// </remarks>
internal static class PositionCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var worst = Judgement.Saturated(order.IsBuy ? order.WorstLongLots : -order.WorstShortLots);
        return verdict.Within(RejectReason.PositionLimit, worst, order.Risk.MaxPosition)
            && verdict.Within(RejectReason.PositionLimit, ValueE8(order, worst), order.Limits.MaxPositionNotionalE8);
    }

    private static long ValueE8(in OrderRequest order, long worstLots) =>
        Judgement.Saturated(order.Risk.Scale.ValueE8(order.Market.AskTicks, Math.Max(worstLots, 0)));
}

using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R18: a reduce-only order is against the position and, with the other reduce-only orders, no larger than it.</summary>
internal static class ReduceOnlyCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        if (!order.IsReduceOnly)
        {
            return true;
        }

        var isAgainst = order.IsBuy ? order.PositionLots < 0 : order.PositionLots > 0;
        var wanted = (Int128)order.AddedLots + order.Ledger.OpenReduceOnlyLots(order.Intent.Instrument);
        return verdict.Within(RejectReason.ReduceOnly, Judgement.Saturated(wanted), isAgainst ? Math.Abs(order.PositionLots) : 0);
    }
}

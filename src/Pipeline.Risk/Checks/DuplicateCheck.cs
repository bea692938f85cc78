using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R15: the same order (strategy, instrument, side, price, size) so often in the window, this one included.</summary>
/// <remarks>An amend of an order whose last amend is unanswered is refused too: two sizes in flight have no worst case.</remarks>
internal static class DuplicateCheck
{
    public static bool Passes(in OrderRequest order, RecentOrders recent, ref OrderVerdict verdict)
    {
        var count = recent.Count(order.Intent, order.Nanos, order.Limits.DuplicateWindowNanos);
        return verdict.Expect(RejectReason.Duplicate, order.Limits.DuplicateWindowNanos > 0, count, 0)
            && verdict.Expect(RejectReason.Duplicate, order.Target.AmendClientOrderId == 0, order.Target.AmendClientOrderId, 0)
            && verdict.Within(RejectReason.Duplicate, count + 1, order.Limits.DuplicateMax);
    }
}

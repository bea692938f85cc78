using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R10: lots and value of one order; of an amend, of its new total.</summary>
internal static class OrderSizeCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict) =>
        verdict.Within(RejectReason.FatFinger, order.Intent.SizeLots, order.Risk.MaxOrder)
        && verdict.Within(RejectReason.FatFinger, ValueE8(order), order.Limits.MaxOrderNotionalE8);

    private static long ValueE8(in OrderRequest order) =>
        Judgement.Saturated(order.Risk.Scale.ValueE8(order.PriceTicks, order.Intent.SizeLots));
}

using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R9: market orders are off unless the limits allow them; an immediate limit at the collar does the same work.</summary>
internal static class MarketOrderCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict) =>
        verdict.Expect(RejectReason.MarketOrdersOff, !order.IsMarket || order.Limits.AllowsMarketOrders, 1, 0);
}

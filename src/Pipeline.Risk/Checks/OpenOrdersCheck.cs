using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R17: open orders of the instrument, this one included, and room in the ledger.</summary>
internal static class OpenOrdersCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var ledger = order.Ledger;
        return verdict.Expect(RejectReason.OpenOrders, !ledger.HasLostCount, ledger.OpenOrderCount, 0)
            && (order.IsAmend || HasRoom(order, ref verdict));
    }

    private static bool HasRoom(in OrderRequest order, ref OrderVerdict verdict) =>
        verdict.Within(RejectReason.OpenOrders, order.Ledger.OpenOrders(order.Intent.Instrument) + 1, order.Limits.MaxOpenOrders)
        && verdict.Within(RejectReason.OpenOrders, order.Ledger.OpenOrderCount + 1, order.Ledger.Capacity);
}

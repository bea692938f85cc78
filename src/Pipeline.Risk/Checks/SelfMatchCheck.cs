using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R16: a buy below every own sell that may still trade, of any strategy, and a sell above every own buy.</summary>
internal static class SelfMatchCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict) =>
        order.IsBuy ? BuyPasses(order, ref verdict) : SellPasses(order, ref verdict);

    private static bool BuyPasses(in OrderRequest order, ref OrderVerdict verdict)
    {
        var lowest = order.Ledger.LowestOpenSellTicks(order.Intent.Instrument);
        var price = order.IsMarket ? long.MaxValue : order.PriceTicks;
        return verdict.Expect(RejectReason.SelfMatch, lowest == long.MaxValue || price < lowest, price, lowest);
    }

    private static bool SellPasses(in OrderRequest order, ref OrderVerdict verdict)
    {
        var highest = order.Ledger.HighestOpenBuyTicks(order.Intent.Instrument);
        var price = order.IsMarket ? 0 : order.PriceTicks;
        return verdict.Expect(RejectReason.SelfMatch, highest == long.MinValue || price > highest, price, highest);
    }
}

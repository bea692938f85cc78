using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R4: action, side, price and size make sense, fit the venue's filters, and price x size fits 64 bits of 1e-8 quote.</summary>
internal static class NumberCheck
{
    /// <summary>Prices and sizes beyond this would overflow what follows: sums of lots, a price in basis points.</summary>
    private const long MaxFigure = 1L << 60;

    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict) =>
        IsWellFormed(order, ref verdict)
        && FitsFilters(order, ref verdict)
        && FitsValue(order, ref verdict);

    private static bool IsWellFormed(in OrderRequest order, ref OrderVerdict verdict)
    {
        ref readonly var intent = ref order.Intent;
        var hasAction = intent.Action == OrderAction.New || (order.HasTarget && order.Target.Side == intent.Side && order.Target.Instrument == intent.Instrument);
        var hasPrice = order.IsMarket ? intent.PriceTicks == 0 && !order.IsAmend : intent.PriceTicks is > 0 and <= MaxFigure;
        return verdict.Expect(RejectReason.BadNumber, hasAction, intent.TargetClientOrderId, 0)
            && verdict.Expect(RejectReason.BadNumber, intent.Side is Side.Buy or Side.Sell, (long)intent.Side, 0)
            && verdict.Expect(RejectReason.BadNumber, hasPrice, intent.PriceTicks, MaxFigure)
            && verdict.Expect(RejectReason.BadNumber, intent.SizeLots is > 0 and <= MaxFigure, intent.SizeLots, MaxFigure);
    }

    private static bool FitsFilters(in OrderRequest order, ref OrderVerdict verdict)
    {
        var instrument = order.Risk.Instrument;
        var price = order.Intent.PriceTicks;
        var lots = order.Intent.SizeLots;
        return verdict.Expect(RejectReason.BadNumber, instrument.IsOnTick(price), price, instrument.TickMantissa)
            && verdict.Expect(RejectReason.BadNumber, instrument.IsOnLot(lots), lots, instrument.LotMantissa)
            && verdict.Expect(RejectReason.BadNumber, lots >= instrument.MinLots, lots, instrument.MinLots)
            && verdict.Expect(RejectReason.BadNumber, instrument.MaxLots == 0 || lots <= instrument.MaxLots, lots, instrument.MaxLots);
    }

    private static bool FitsValue(in OrderRequest order, ref OrderVerdict verdict)
    {
        if (order.IsMarket)
        {
            return true;
        }

        var value = order.Risk.Scale.ValueE8(order.Intent.PriceTicks, order.Intent.SizeLots);
        var least = order.IsReduceOnly ? 0 : order.Risk.Instrument.MinNotionalE8;
        return verdict.Expect(RejectReason.BadNumber, value <= long.MaxValue, long.MaxValue, long.MaxValue)
            && verdict.Expect(RejectReason.BadNumber, value >= least, (long)value, least);
    }
}

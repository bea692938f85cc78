using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R6: no hard quality flag, not crossed or locked, spread in bounds, and the mid near that of a second ago.</summary>
internal static class MarketDataCheck
{
    /// <summary>The flags that make a row worthless: 1 to 3 and 5 to 12 of the sheet (0 and 7 are R5's).</summary>
    public const DqFlags Hard = DqFlags.NoBid | DqFlags.NoAsk | DqFlags.Crossed | DqFlags.NotMonotone | DqFlags.OffGrid
        | DqFlags.BadTimestamp | DqFlags.ClockOffset | DqFlags.Gap | DqFlags.AuditMismatch | DqFlags.TickerMismatch;

    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var market = order.Market;
        var flags = market.DqFlags & Hard;
        var spread = market.AskTicks - market.BidTicks;
        return verdict.Expect(RejectReason.MarketDataSanity, flags == 0, (long)flags, 0)
            && verdict.Expect(RejectReason.MarketDataSanity, spread > 0, spread, order.Risk.MaxSpread)
            && verdict.Within(RejectReason.MarketDataSanity, spread, order.Risk.MaxSpread)
            && MovedLittle(order, ref verdict);
    }

    /// <summary>The move in basis points, rounded up, so that at most the limit means at most the limit.</summary>
    private static bool MovedLittle(in OrderRequest order, ref OrderVerdict verdict)
    {
        if (!order.Market.TryReference(order.Nanos, out var reference))
        {
            return verdict.Refuse(RejectReason.MarketDataSanity, long.MaxValue, order.Limits.MidMoveMaxBps);
        }

        var move = Math.Abs(order.Market.DoubledMidTicks - reference);
        return verdict.Within(RejectReason.MarketDataSanity, Judgement.BasisPoints(move, reference), order.Limits.MidMoveMaxBps);
    }
}

using Pipeline.Events;

namespace Pipeline.Orders;

/// <summary>Position of one instrument by average cost, in integers: prices in ticks, sizes in lots, money in tick x lot.</summary>
/// <remarks>
/// Realised + open = cash flow, always and exactly. What a partial close takes from the open cost is rounded toward zero
/// to one tick x lot; the rest stays open, so that a flat position has realised exactly its cash flow.
/// For inverse contracts (COIN-M) this is a difference of prices, not money.
/// </remarks>
internal struct Position
{
    /// <summary>Signed, lots.</summary>
    public long Lots;

    /// <summary>Sum of signed lots x ticks of what is open.</summary>
    public Int128 CostTickLots;

    /// <summary>Realised, tick x lot, before fees.</summary>
    public Int128 RealisedTickLots;

    /// <summary>Fees paid, 1e-8 of the settlement asset.</summary>
    public Int128 FeesE8;

    /// <summary>Books a fill.</summary>
    public void Apply(Side side, long ticks, long lots)
    {
        var signed = side == Side.Buy ? lots : -lots;
        var closing = Math.Sign(Lots) == -Math.Sign(signed) ? Math.Min(Math.Abs(Lots), lots) : 0;
        if (closing > 0)
        {
            Close(closing, ticks);
        }

        Open(signed - (Math.Sign(signed) * closing), ticks);
    }

    private void Close(long closing, long ticks)
    {
        var sign = Math.Sign(Lots);
        var removed = CostTickLots * closing / Math.Abs(Lots);
        RealisedTickLots += ((Int128)sign * closing * ticks) - removed;
        CostTickLots -= removed;
        Lots -= sign * closing;
    }

    private void Open(long signed, long ticks)
    {
        CostTickLots += (Int128)signed * ticks;
        Lots += signed;
    }
}

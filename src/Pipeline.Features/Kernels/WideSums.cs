using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>A step between two book states whose numbers are too large for 64-bit sums: the same measures in 128 bits.</summary>
/// <remarks>Coins of a millionth of a dollar have such sizes. Plain loops: rare, and right whatever fits a long.</remarks>
internal struct WideSums
{
    /// <summary>e_m of each rank.</summary>
    public TenInt128 OrderFlow;

    /// <summary>Sum of all sizes of the new state.</summary>
    public Int128 Lots;

    /// <summary>Measures the first <paramref name="ranks"/> ranks' order flow, which both states have, and the sizes of the new state.</summary>
    public static WideSums Of(in RowBook old, in RowBook next, int ranks)
    {
        var sums = default(WideSums);
        for (var i = 0; i < FeatureRow.Levels; i++)
        {
            sums.Lots += (Int128)next.BidLots[i] + next.AskLots[i];
            if (i < ranks)
            {
                sums.OrderFlow[i] = Flow(next.BidTicks[i], old.BidTicks[i], next.BidLots[i], old.BidLots[i])
                    - Flow(old.AskTicks[i], next.AskTicks[i], next.AskLots[i], old.AskLots[i]);
            }
        }

        return sums;
    }

    /// <summary>Sum of a side's sizes.</summary>
    public static Int128 SideOf(in TenLongs sizes)
    {
        Int128 sum = 0;
        for (var i = 0; i < FeatureRow.Levels; i++)
        {
            sum += sizes[i];
        }

        return sum;
    }

    private static Int128 Flow(long price, long oldPrice, long size, long oldSize) =>
        (Int128)(price >= oldPrice ? size : 0) - (price <= oldPrice ? oldSize : 0);
}

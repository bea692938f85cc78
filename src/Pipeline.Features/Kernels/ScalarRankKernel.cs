using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>The kernels as plain loops: what the definitions say, and what the vectors are measured against.</summary>
internal sealed class ScalarRankKernel() : RankKernel(KernelWidth.Scalar)
{
    public override void Measure(in RowBook old, in RowBook next, ref RankMeasures measures, ref TenLongs sums)
    {
        long bidLots = 0, askLots = 0, bidAway = 0, askAway = 0, bits = 0;
        for (var i = 0; i < FeatureRow.Levels; i++)
        {
            long bid = next.BidTicks[i], bidSize = next.BidLots[i], ask = next.AskTicks[i], askSize = next.AskLots[i];
            var flow = Flow(bid, old.BidTicks[i], bidSize, old.BidLots[i]) - Flow(old.AskTicks[i], ask, askSize, old.AskLots[i]);
            measures.OrderFlow[i] = flow;
            sums[i] += flow;
            bidLots += bidSize;
            askLots += askSize;
            bidAway += (next.BidTicks[0] - bid) * bidSize;
            askAway += (ask - next.AskTicks[0]) * askSize;
            bits |= bidSize | askSize;
        }

        measures.BidLots = bidLots;
        measures.AskLots = askLots;
        measures.BidAway = bidAway;
        measures.AskAway = askAway;
        measures.Bits = bits;
    }

    public override void Subtract(ref TenLongs sums, in TenLongs terms)
    {
        for (var i = 0; i < FeatureRow.Levels; i++)
        {
            sums[i] -= terms[i];
        }
    }

    public override void Scale(in TenLongs sums, double sizeDivisor, double meanLots, ref FeatureValues values)
    {
        for (var i = 0; i < FeatureRow.Levels; i++)
        {
            values[(int)FeatureId.OfiL1 + i] = sums[i] / sizeDivisor;
            values[(int)FeatureId.OfinL1 + i] = sums[i] / meanLots;
        }
    }

    // Cont, Kukanov, Stoikov: what stands now at a price as good as before, less what stood at one as good as now.
    // Higher is better for a bid; an ask passes its prices the other way round.
    private static long Flow(long price, long oldPrice, long size, long oldSize) =>
        (price >= oldPrice ? size : 0) - (price <= oldPrice ? oldSize : 0);
}

using Pipeline.Events;
using Pipeline.Features.Kernels;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features.Columns;

/// <summary>The columns over windows: order flow, trades, rates.</summary>
/// <remarks>Integers up to the last step: a column is one division of an exact sum.</remarks>
internal sealed class FlowColumns(Instrument instrument, RankKernel kernel, DepthWindow depth, TradeWindows trades, TradeHoles holes)
{
    private const ulong AllRanks = (1UL << FeatureRow.Levels) - 1;
    private const ulong AllDepth = AllRanks << (int)FeatureId.OfiL1 | AllRanks << (int)FeatureId.OfinL1;

    private readonly double _sizeDivisor = FixedPoint.PowerOfTen(instrument.SizeDecimals);

    /// <summary>Writes them and returns their bits.</summary>
    /// <param name="nowNanos">Row time.</param>
    /// <param name="sinceSyncNanos">Decides which windows are warm.</param>
    /// <param name="sinceTradesNanos">The same for those of trades, whose source may be younger.</param>
    /// <param name="row">Takes them.</param>
    public ulong Write(long nowNanos, long sinceSyncNanos, long sinceTradesNanos, ref RowFeatures row)
    {
        if (sinceSyncNanos < Nanos.Second)
        {
            return 0;
        }

        var valid = row.Set(FeatureId.UpdRate1s, depth.Events) | row.Set(FeatureId.LvlRate1s, depth.Levels);
        valid |= WriteOrderFlow(nowNanos, ref row);
        return valid | WriteTrades(nowNanos, sinceTradesNanos, ref row);
    }

    private ulong WriteOrderFlow(long nowNanos, ref RowFeatures row)
    {
        if (!depth.Has(0, nowNanos))
        {
            return 0;
        }

        ref readonly var flow = ref depth.Flow;
        var meanLots = depth.MeanLots;
        if (depth.HasWide)
        {
            ScaleWide(meanLots, ref row.Values);
        }
        else
        {
            kernel.Scale(in flow, _sizeDivisor, meanLots, ref row.Values);
        }

        var valid = row.Set(FeatureId.QNorm, meanLots / _sizeDivisor);
        if (!depth.Has(FeatureRow.Levels - 1, nowNanos))
        {
            return valid | PresentRanks(nowNanos, ref row);
        }

        var deep = depth.HasWide ? WideDeep() : flow[1] + flow[2] + flow[3] + flow[4] + flow[5] + flow[6] + flow[7] + flow[8] + flow[9];
        return valid | AllDepth | row.Set(FeatureId.OfiDeep, deep / (9 * meanLots));
    }

    private void ScaleWide(double meanLots, ref FeatureValues values)
    {
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            var sum = ToDouble(depth.FlowOf(rank));
            values[(int)FeatureId.OfiL1 + rank] = sum / _sizeDivisor;
            values[(int)FeatureId.OfinL1 + rank] = sum / meanLots;
        }
    }

    private double WideDeep()
    {
        Int128 sum = 0;
        for (var rank = 1; rank < FeatureRow.Levels; rank++)
        {
            sum += depth.FlowOf(rank);
        }

        return ToDouble(sum);
    }

    // A rank that some state of the window lacks is null, and so is the mean over the deep ones.
    private ulong PresentRanks(long nowNanos, ref RowFeatures row)
    {
        var valid = 0UL;
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            if (depth.Has(rank, nowNanos))
            {
                valid |= 1UL << ((int)FeatureId.OfiL1 + rank) | 1UL << ((int)FeatureId.OfinL1 + rank);
            }
            else
            {
                row.Values[(int)FeatureId.OfiL1 + rank] = 0;
                row.Values[(int)FeatureId.OfinL1 + rank] = 0;
            }
        }

        return valid;
    }

    private ulong WriteTrades(long nowNanos, long sinceTradesNanos, ref RowFeatures row)
    {
        trades.Evict(nowNanos);
        if (!IsWhole(0, nowNanos, sinceTradesNanos))
        {
            return WriteImbalances(1, nowNanos, sinceTradesNanos, ref row);
        }

        var signed = ToDouble(trades.SignedLots(0));
        var valid = row.Set(FeatureId.Svol1s, signed / _sizeDivisor);
        valid |= row.Set(FeatureId.Ntr1s, trades.Trades(0));
        return valid | WriteImbalances(0, nowNanos, sinceTradesNanos, ref row);
    }

    private ulong WriteImbalances(int firstWindow, long nowNanos, long sinceTradesNanos, ref RowFeatures row)
    {
        var valid = 0UL;
        for (var window = firstWindow; window < TradeWindows.Count; window++)
        {
            if (trades.Trades(window) > 0 && IsWhole(window, nowNanos, sinceTradesNanos))
            {
                valid |= row.Set(FeatureId.Tfi1s + window, ToDouble(trades.SignedLots(window)) / ToDouble(trades.Lots(window)));
            }
        }

        return valid;
    }

    // Warm, and no trade of it is missing.
    private bool IsWhole(int window, long nowNanos, long sinceTradesNanos)
    {
        var width = TradeWindows.Width(window);
        return sinceTradesNanos >= width && !holes.HasAfter(nowNanos - width);
    }

    // The cast of a 128-bit integer is slow, and nearly every sum fits 64.
    private static double ToDouble(Int128 value) => value == (long)value ? (long)value : FixedPoint.ToDouble(value, 0);
}

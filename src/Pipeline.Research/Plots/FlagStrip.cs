using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>Which data-quality flag was set when: one line for each flag that any row has.</summary>
internal static class FlagStrip
{
    private static readonly string[] Names =
    [
        "not synced", "no bid", "no ask", "crossed", "locked", "ladder order", "bad size or price", "stale", "bad timestamp", "clock offset", "unresolved gap", "audit mismatch",
        "bookTicker differs", "under 10 bids", "under 10 asks", "spread outlier", "mid jump", "latency outlier", "warm-up", "outside snapshot", "conflated", "salvaged", "synthetic",
    ];

    public static Plot Make(PlotSource source, PlotSelection selection, int pixels)
    {
        var plot = PlotStyle.NewPlot("flags");
        var step = selection.StepNanos(pixels);
        var set = source.Connection.List(
            $"""
            select flag, (ts_recv_ns - {selection.FromNanos}) // {step} as bucket from l2_features, range({Names.Length}) as flags(flag)
            where {selection.Where} and (dq_flags >> flag) & 1 = 1 group by flag, bucket order by flag, bucket
            """,
            row => (Flag: (int)row.GetInt64(0), Bucket: row.GetInt64(1)));
        var flags = set.Select(item => item.Flag).Distinct().ToList();
        for (var line = 0; line < flags.Count; line++)
        {
            foreach (var (from, to) in Runs(set.Where(item => item.Flag == flags[line]).Select(item => item.Bucket)))
            {
                var block = plot.Add.Rectangle(from * step / 1e9, (to + 1) * step / 1e9, line - 0.35, line + 0.35);
                (block.FillColor, block.LineWidth) = (PlotStyle.Vermilion, 0);
            }
        }

        if (flags.Count == 0)
        {
            PlotStyle.Note(plot, "no row has a flag set", Alignment.MiddleCenter);
        }

        plot.Axes.Left.TickGenerator = new NumericManual([.. flags.Select((_, line) => (double)line)], [.. flags.Select(flag => Names[flag])]);
        plot.Axes.Left.Label.Text = flags.Count == 0 ? "flags" : "";
        plot.Axes.Left.TickLabelStyle.FontSize = flags.Count > 8 ? 8 : 11;
        plot.Axes.SetLimits(0, selection.Seconds, -0.6, Math.Max(1, flags.Count) - 0.4);
        return plot;
    }

    /// <summary>Neighbouring numbers as runs: a rectangle a pixel would make a picture of megabytes.</summary>
    private static List<(long From, long To)> Runs(IEnumerable<long> buckets)
    {
        var runs = new List<(long From, long To)>();
        foreach (var bucket in buckets)
        {
            if (runs.Count > 0 && runs[^1].To == bucket - 1)
            {
                runs[^1] = (runs[^1].From, bucket);
            }
            else
            {
                runs.Add((bucket, bucket));
            }
        }

        return runs;
    }
}

using Pipeline.Research.Quality;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Which data-quality flag was set when, and how often: one line for each flag that any row has.</summary>
internal static class FlagStrip
{
    // Shades by the share of rows that have the flag: over long spans nearly every pixel has a row that does.
    private const int Shades = 4;

    // A step of two pixels, so that one row's flag is seen.
    private const int PixelsPerStep = 2;

    public static SheetPanel Make(PlotSource source, PlotSelection selection, int pixels)
    {
        var plot = PlotStyle.NewPlot();
        var step = selection.StepNanos(Math.Max(1, pixels / PixelsPerStep));
        var set = Read(source, selection, step);
        var flags = set.GroupBy(item => item.Flag).OrderBy(group => group.Key).ToList();
        for (var line = 0; line < flags.Count; line++)
        {
            foreach (var (from, to, shade) in Runs(flags[line].Select(item => (item.Bucket, Shade: ShadeOf(item.Rows, item.All)))))
            {
                var block = plot.Add.Rectangle(from * step / 1e9, (to + 1) * step / 1e9, line - 0.38, line + 0.38);
                (block.FillColor, block.LineWidth) = (ColorOf(flags[line].Key).WithAlpha((double)shade / Shades), 0);
            }
        }

        foreach (var (name, color) in flags.Select(flag => (Name: MeaningOf(flag.Key), Color: ColorOf(flag.Key))).Distinct())
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, FillColor = color, LineWidth = 0 });
        }

        if (flags.Count == 0)
        {
            PlotStyle.SayEmpty(plot, "no row has a flag set");
        }

        double Share(IEnumerable<(int Flag, long Bucket, long Rows, long All)> buckets) => (double)buckets.Sum(item => item.Rows) / selection.Rows;
        PlotStyle.NameLines(plot, [.. flags.Select(flag => FlagNames.Of(flag.Key))], [.. flags.Select(Share)], line => line, flags.Count > 8 ? 8 : 11);
        plot.Axes.SetLimitsX(0, selection.Seconds);
        return new SheetPanel("flags", plot, flags.Count == 0 ? [] : ["the darker, the more of the rows there have it; at the right: of all rows"]);
    }

    /// <summary>Vermilion is for what makes a row worthless; a book that is merely young is no alarm.</summary>
    internal static Color ColorOf(int flag) => FlagNames.IsHard(flag) ? PlotStyle.Vermilion : flag == FlagNames.WarmUp ? PlotStyle.Grey : PlotStyle.Orange;

    private static string MeaningOf(int flag) => FlagNames.IsHard(flag) ? "fault: quality 0" : flag == FlagNames.WarmUp ? "warm-up: less than 300 s since the sync" : "doubt";

    private static List<(int Flag, long Bucket, long Rows, long All)> Read(PlotSource source, PlotSelection selection, long step) =>
        source.Connection.List(
            $"""
            with rows as (select (ts_pipeline_ns - {selection.FromNanos}) // {step} as bucket, dq_flags from l2_features where {selection.Where}),
            counts as (select bucket, dq_flags, count(*) as n, sum(count(*)) over (partition by bucket) as everything from rows group by bucket, dq_flags)
            select flag, bucket, sum(n)::bigint, any_value(everything)::bigint from counts, range({FlagNames.Count}) as flags(flag)
            where (dq_flags >> flag) & 1 = 1 group by flag, bucket order by flag, bucket
            """,
            row => ((int)row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    private static int ShadeOf(long rows, long all) => (int)Math.Ceiling((double)rows * Shades / all);

    /// <summary>Neighbours of one shade as runs: a rectangle a pixel would make a picture of megabytes.</summary>
    private static List<(long From, long To, int Shade)> Runs(IEnumerable<(long Bucket, int Shade)> buckets)
    {
        var runs = new List<(long From, long To, int Shade)>();
        foreach (var (bucket, shade) in buckets)
        {
            if (runs.Count > 0 && runs[^1].To == bucket - 1 && runs[^1].Shade == shade)
            {
                runs[^1] = runs[^1] with { To = bucket };
            }
            else
            {
                runs.Add((bucket, bucket, shade));
            }
        }

        return runs;
    }
}

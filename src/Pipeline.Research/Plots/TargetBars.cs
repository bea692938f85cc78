using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Validity of each target: rows that have it, and why the others have not.</summary>
internal static class TargetBars
{
    // The order of the nibbles of target_reasons.
    private static readonly string[] Targets =
    [
        "target_return_1min", "target_return_5min", "target_volatility", "target_direction", "y_ret_1s", "y_ret_10s", "y_ret_30s", "y_cost", "y_tb",
    ];

    // In the order of TargetReason; the last stands for a reason that this build does not know, or none given.
    private static readonly (string Name, Color Color)[] Parts =
    [
        ("valid", PlotStyle.Green), ("ends past the tape", PlotStyle.Grey), ("gap in the horizon", PlotStyle.Purple), ("no mid in force", PlotStyle.Vermilion),
        ("no volatility yet", PlotStyle.Orange), ("no spread", PlotStyle.Yellow), ("other", PlotStyle.Black),
    ];

    public static SheetPanel Make(PlotSource source, PlotSelection selection)
    {
        var plot = PlotStyle.NewPlot("share of rows (%)");
        var targets = Targets.Where(target => source.Has("l2_features", target)).ToList();
        var seen = new HashSet<int>();
        var valid = new List<double>();
        for (var at = 0; at < targets.Count; at++)
        {
            var counts = Count(source, selection, targets[at]);
            seen.UnionWith(Enumerable.Range(0, Parts.Length).Where(part => counts[part] > 0));
            valid.Add((double)counts[0] / Math.Max(1, counts.Sum()));
            Stack(plot, targets.Count - 1 - at, counts);
        }

        foreach (var part in seen.Order())
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = Parts[part].Name, FillColor = Parts[part].Color, LineWidth = 0 });
        }

        PlotStyle.NameLines(plot, [.. targets.Select(Short)], valid, line => targets.Count - 1 - line, 11);
        plot.Axes.Bottom.TickGenerator = PlotStyle.TicksAt(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
        plot.Axes.SetLimitsX(0, 100);
        return new SheetPanel("targets", plot, string.Create(CultureInfo.InvariantCulture, $"at the right: valid, of {selection.Rows:N0} rows"));
    }

    private static string Short(string column) => column.Replace("target_", "", StringComparison.Ordinal);

    private static long[] Count(PlotSource source, PlotSelection selection, string column)
    {
        var reason = source.Has("l2_features", "target_reasons") ? $"(target_reasons >> {4 * Array.IndexOf(Targets, column)}) & 15" : "0";
        var counts = new long[Parts.Length];
        foreach (var (why, rows) in source.Connection.List(
            $"select case when {column} is not null then 0 when {reason} between 1 and {Parts.Length - 2} then {reason} else {Parts.Length - 1} end as why, count(*) from l2_features where {selection.Where} group by why",
            row => (Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture), row.GetInt64(1))))
        {
            counts[why] = rows;
        }

        return counts;
    }

    private static void Stack(Plot plot, int line, long[] counts)
    {
        var total = Math.Max(1, counts.Sum());
        var start = 0.0;
        for (var part = 0; part < counts.Length; part++)
        {
            var end = start + 100.0 * counts[part] / total;
            var block = plot.Add.Rectangle(start, end, line - 0.38, line + 0.38);
            (block.FillColor, block.LineWidth) = (Parts[part].Color, 0);
            start = end;
        }
    }
}

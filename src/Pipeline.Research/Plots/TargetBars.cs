using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

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

    public static Plot Make(PlotSource source, PlotSelection selection)
    {
        var plot = PlotStyle.NewPlot("");
        var targets = Targets.Where(target => source.Has("l2_features", target)).ToList();
        var seen = new HashSet<int>();
        for (var at = 0; at < targets.Count; at++)
        {
            var counts = Count(source, selection, targets[at]);
            seen.UnionWith(Enumerable.Range(0, Parts.Length).Where(part => counts[part] > 0));
            Stack(plot, targets.Count - 1 - at, counts);
        }

        foreach (var part in seen.Order())
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = Parts[part].Name, FillColor = Parts[part].Color, LineWidth = 0 });
        }

        plot.Axes.Left.TickGenerator = new NumericManual([.. targets.Select((_, at) => (double)(targets.Count - 1 - at))], [.. targets.Select(target => Short(target))]);
        plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Axes.Bottom.Label.Text = "share of rows (%)";
        plot.Axes.SetLimits(0, 100, -0.6, targets.Count + 0.5);
        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        return plot;
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

        var text = plot.Add.Text(string.Create(CultureInfo.InvariantCulture, $"{100.0 * counts[0] / total:0.00} % of {total:N0}"), 1, line);
        (text.LabelFontName, text.LabelFontSize, text.LabelAlignment, text.LabelFontColor) = (PlotStyle.FontName, 11, Alignment.MiddleLeft, Colors.White);
        text.LabelBold = true;
    }
}

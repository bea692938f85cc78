using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>Validity of each target: rows that have it, and why the others have not.</summary>
internal static class TargetBars
{
    private static readonly (string Column, long Seconds)[] Targets =
    [
        ("y_ret_1s", 1), ("y_ret_10s", 10), ("y_ret_30s", 30), ("target_return_1min", 60), ("target_direction", 60), ("target_volatility", 60), ("target_return_5min", 300),
    ];

    private static readonly (string Name, Color Color)[] Parts =
        [("valid", PlotStyle.Green), ("a gap touches the horizon", PlotStyle.Purple), ("the horizon ends past the last row", PlotStyle.Grey), ("no mid in force", PlotStyle.Vermilion)];

    public static Plot Make(PlotSource source, PlotSelection selection)
    {
        var plot = PlotStyle.NewPlot("");
        var targets = Targets.Where(target => source.Has("l2_features", target.Column)).ToList();
        var last = source.Has("l2_features", "file") ? "max(ts_recv_ns) over (partition by file)" : "max(ts_recv_ns) over ()";
        for (var at = 0; at < targets.Count; at++)
        {
            var counts = Count(source, selection, targets[at].Column, targets[at].Seconds, last);
            Stack(plot, targets.Count - 1 - at, counts);
        }

        for (var part = 0; part < Parts.Length; part++)
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = Parts[part].Name, FillColor = Parts[part].Color, LineWidth = 0 });
        }

        plot.Axes.Left.TickGenerator = new NumericManual([.. targets.Select((_, at) => (double)(targets.Count - 1 - at))], [.. targets.Select(target => Short(target.Column))]);
        plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Axes.Bottom.Label.Text = "share of rows (%)";
        plot.Axes.SetLimits(0, 100, -0.6, targets.Count + 0.5);
        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        return plot;
    }

    private static string Short(string column) => column.Replace("target_", "", StringComparison.Ordinal);

    private static long[] Count(PlotSource source, PlotSelection selection, string column, long seconds, string last)
    {
        var horizon = seconds * 1_000_000_000;
        var touched = source.Has("gaps")
            ? $"exists (select 1 from gaps where gaps.{selection.WhereSymbol} and from_ns <= t + {horizon} and coalesce(to_ns, {long.MaxValue}) > t)"
            : "false";
        return source.Connection.List(
            $"""
            with rows as (select ts_recv_ns as t, {column} as y, {last} as last from l2_features where {selection.WhereSymbol}),
            missing as (select t, last, {touched} as touched from rows where y is null and t >= {selection.FromNanos} and t < {selection.ToNanos})
            select count(*) filter (touched), count(*) filter (not touched and t + {horizon} > last), count(*) filter (not touched and t + {horizon} <= last) from missing
            """,
            row => new[] { selection.Rows - row.GetInt64(0) - row.GetInt64(1) - row.GetInt64(2), row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) })[0];
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

using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>How much of each minute (or hour, or what the span asks for) a row was in force, and how many of the twenty levels rows hold.</summary>
internal static class CoveragePanel
{
    private const int MostBars = 150;

    private static readonly long[] StepSeconds = [1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 10800, 21600, 86400, 604800];

    public static Plot Make(PlotSource source, PlotSelection selection)
    {
        var step = StepSeconds.FirstOrDefault(seconds => selection.Seconds / seconds <= MostBars, StepSeconds[^1]) * 1_000_000_000;
        var plot = PlotStyle.NewPlot("share (%)");
        var bars = Coverage(source, selection, step);
        plot.Add.Bars(bars).LegendText = $"coverage: share of each {Trades.Duration(step)} with a row in force";
        var points = LineQuery.Read(source, selection, LevelFill, Math.Max(1, (int)(selection.Seconds * 1e9 / step)) * 4);
        var (xs, ys) = LineQuery.Path(points, selection, MostBars * 4);
        var line = plot.Add.Scatter(xs, ys, PlotStyle.Vermilion);
        (line.MarkerSize, line.LineWidth, line.LegendText) = (0, 1.4f, "level fill: of the twenty levels, how many rows have");
        plot.Axes.SetLimits(0, selection.Seconds, 0, 112);
        return plot;
    }

    private static string LevelFill =>
        "5e0 * (" + string.Join(" + ", Enumerable.Range(1, 10).Select(rank => $"(bid_px_{rank} is not null)::int + (ask_px_{rank} is not null)::int")) + ")";

    private static Bar[] Coverage(PlotSource source, PlotSelection selection, long step) =>
    [
        .. source.Connection.List(
            $"{BookColumns.Pieces(selection, step, "mid")} select b, cast(sum(w) as double) from pieces where mid is not null group by b order by b",
            row => (Bucket: row.GetInt64(0), Nanos: row.GetDouble(1))).Select(item => Piece(selection, step, item.Bucket, item.Nanos)),
    ];

    // The last stretch ends where the selection does.
    private static Bar Piece(PlotSelection selection, long step, long bucket, double nanos)
    {
        var from = bucket * step;
        var length = Math.Min(step, selection.ToNanos - selection.FromNanos - from);
        return new Bar
        {
            Position = (from + length / 2.0) / 1e9,
            Value = 100 * nanos / length,
            Size = length / 1e9 * 0.92,
            FillColor = PlotStyle.Sky,
            LineWidth = 0,
        };
    }
}

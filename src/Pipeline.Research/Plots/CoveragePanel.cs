using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>How much of each minute (or hour, or what the span asks for) a row was in force, and how many of the twenty levels rows hold.</summary>
internal static class CoveragePanel
{
    public static SheetPanel Make(PlotSource source, PlotSelection selection)
    {
        var step = TimeStretches.StepNanos(selection);
        var plot = PlotStyle.NewPlot();
        plot.Add.Bars(Coverage(source, selection, step)).LegendText = $"coverage: share of each {Trades.Duration(step)} with a row in force";
        var columns = TimeStretches.Count(selection, step) * 4;
        var (xs, ys) = LineQuery.Path(LineQuery.Read(source, selection, LevelFill, columns), selection, columns);
        var line = plot.Add.Scatter(xs, ys, PlotStyle.Vermilion);
        (line.MarkerSize, line.LineWidth, line.LegendText) = (0, 1.4f, "level fill: of the twenty levels, how many rows have");
        plot.Axes.SetLimits(0, selection.Seconds, 0, 106);
        plot.Axes.Left.TickGenerator = PlotStyle.TicksAt(0, 25, 50, 75, 100);
        return new SheetPanel("share (%)", plot);
    }

    private static string LevelFill =>
        "5e0 * (" + string.Join(" + ", Enumerable.Range(1, 10).Select(rank => $"(bid_px_{rank} is not null)::int + (ask_px_{rank} is not null)::int")) + ")";

    private static Bar[] Coverage(PlotSource source, PlotSelection selection, long step) =>
    [
        .. source.Connection.List(
            $"{InForce.Pieces(source, selection, step, "mid")} select b, cast(sum(w) as double) from pieces where mid is not null group by b order by b",
            row => (Bucket: row.GetInt64(0), Nanos: row.GetDouble(1))).Select(item => Piece(selection, step, item.Bucket, item.Nanos)),
    ];

    private static Bar Piece(PlotSelection selection, long step, long bucket, double nanos)
    {
        var from = bucket * step;
        var length = TimeStretches.Length(selection, step, bucket);
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

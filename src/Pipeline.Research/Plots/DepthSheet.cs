using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Cumulative size by distance from mid, of the ten ranks a side: mean and the middle four fifths of the rows.</summary>
internal static class DepthSheet
{
    private const int Steps = 40;
    private const long MostRows = 100_000;

    // Beyond, most rows say nothing: their tenth rank is nearer.
    private const double LeastShare = 0.5;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Depth profile of the ten ranks a side", selection.Caption, request.Width, request.Height);
        var every = (selection.Rows + MostRows - 1) / MostRows;
        var plot = PlotStyle.NewPlot("distance from mid (bps); bids left, asks right");
        var drawn = Draw(plot, source, selection, every, "bid", -1, PlotStyle.Blue) | Draw(plot, source, selection, every, "ask", 1, PlotStyle.Vermilion);
        if (drawn)
        {
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
            plot.Axes.Left.TickGenerator = PlotStyle.FewTicks();
            var distances = PlotStyle.FewTicks();
            distances.LabelFormatter = value => Math.Abs(value).ToString("0.####", CultureInfo.InvariantCulture);
            plot.Axes.Bottom.TickGenerator = distances;
        }
        else
        {
            PlotStyle.SayEmpty(plot, "no row of this span has ten ranks");
        }

        sheet.Add(new SheetPanel(
            "cumulative size (base)", plot,
            $"size at or nearer than each distance, of rows whose ten ranks reach that far; drawn while at least half do{(every > 1 ? $"; one row in {every}" : "")}"));
        return sheet;
    }

    private static bool Draw(Plot plot, PlotSource source, PlotSelection selection, long every, string side, int sign, Color color)
    {
        var points = Read(source, selection, every, side, sign);
        if (points.Count == 0)
        {
            return false;
        }

        double[] xs = [.. points.Select(point => sign * point.Distance)];
        var band = plot.Add.FillY(xs, [.. points.Select(point => point.Low)], [.. points.Select(point => point.High)]);
        (band.FillColor, band.LineWidth, band.LegendText) = (color.WithAlpha(0.2), 0, $"{side}: 10 % to 90 % of rows");
        Line(points.Select(point => point.Median), LinePattern.Dashed, "median");
        Line(points.Select(point => point.Mean), LinePattern.Solid, "mean");
        return true;

        void Line(IEnumerable<double> values, LinePattern pattern, string name)
        {
            var line = plot.Add.Scatter(xs, values.ToArray(), color);
            (line.MarkerSize, line.LineWidth, line.LinePattern, line.LegendText) = (0, 1.8f, pattern, $"{side}: {name}");
        }
    }

    private static List<(double Distance, double Mean, double Low, double Median, double High)> Read(PlotSource source, PlotSelection selection, long every, string side, int sign)
    {
        string Distance(int rank) => string.Create(CultureInfo.InvariantCulture, $"{sign} * 1e4 * ({side}_px_{rank} / mid - 1)");
        var within = string.Join(" + ", Enumerable.Range(1, 10).Select(rank => $"case when {Distance(rank)} <= d + 1e-9 then {side}_sz_{rank} else 0 end"));
        return source.Connection.List(
            $"""
            with rows as (select * from l2_features where {selection.Where} and mid is not null and {side}_px_1 is not null and row % {every} = 0),
            far as (select quantile_disc({Distance(10)}, 0.5) as furthest from rows where {side}_px_10 is not null),
            steps as (select furthest * i / {Steps} as d from far, range({Steps + 1}) as grid(i) where furthest is not null),
            sums as (select d, case when {side}_px_10 is null or {Distance(10)} >= d - 1e-9 then {within} end as size from rows, steps)
            select d, avg(size), quantile_disc(size, 0.1), quantile_disc(size, 0.5), quantile_disc(size, 0.9) from sums
            group by d having count(size) >= {Sql.Number(LeastShare)} * count(*) order by d
            """,
            row => (row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4)));
    }
}

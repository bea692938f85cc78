using Pipeline.Research.Quality;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>The quality score: what rows reach as a faint band, and its means over rows and over time, which a band over long spans would hide.</summary>
internal static class ScorePanel
{
    public static SheetPanel Make(PlotSource source, PlotSelection selection, int pixels)
    {
        var plot = PlotStyle.NewPlot();
        var step = TimeStretches.StepNanos(selection);
        Band(plot, selection, LineQuery.Read(source, selection, "quality_score", pixels), pixels);
        var each = $"each {Trades.Duration(step)}";
        Steps(plot, selection, step, RowMeans(source, selection, step), PlotStyle.Blue, $"mean of rows, {each}");
        Steps(plot, selection, step, TimeMeans(source, selection, step), PlotStyle.Orange, $"mean over time, {each}");
        plot.Axes.SetLimits(0, selection.Seconds, -0.04, 1.04);
        plot.Axes.Left.TickGenerator = PlotStyle.TicksAt(0, 0.25, 0.5, 0.75, 1);
        return new SheetPanel("quality (0..1)", plot, Whole(source, selection));
    }

    private static string Whole(PlotSource source, PlotSelection selection)
    {
        var rowMean = source.Connection.List($"select avg(quality_score) from l2_features where {selection.Where}", row => row.IsDBNull(0) ? 0 : row.GetDouble(0))[0];
        var timeMean = source.Connection.List($"{InForce.Rows(source, selection, "quality_score as q")} select coalesce(sum(q * (e - t)), 0)::double from rows where e > t", row => row.GetDouble(0))[0]
            / (selection.ToNanos - selection.FromNanos);
        return $"all rows {Share(rowMean)}, all time {Share(timeMean)}; time without a row in force counts as 0, a row holds for 500 ms at most";
    }

    private static string Share(double value) => QualityLine.Format(value, LineUnit.Share);

    private static double[] RowMeans(PlotSource source, PlotSelection selection, long step) =>
        ByStretch(source, selection, step, double.NaN, $"select (ts_pipeline_ns - {selection.FromNanos}) // {step} as b, avg(quality_score) from l2_features where {selection.Where} and quality_score is not null group by b");

    private static double[] TimeMeans(PlotSource source, PlotSelection selection, long step)
    {
        var sums = ByStretch(source, selection, step, 0, $"{InForce.Pieces(source, selection, step, "quality_score as q")} select b, coalesce(sum(q * w), 0)::double from pieces group by b");
        return [.. sums.Select((sum, number) => sum / TimeStretches.Length(selection, step, number))];
    }

    private static double[] ByStretch(PlotSource source, PlotSelection selection, long step, double absent, string sql)
    {
        var values = new double[TimeStretches.Count(selection, step)];
        Array.Fill(values, absent);
        foreach (var (number, value) in source.Connection.List(sql, row => (row.GetInt64(0), row.GetDouble(1))))
        {
            values[number] = value;
        }

        return values;
    }

    // Flat over each stretch, for that is what a mean is; broken where there is none.
    private static void Steps(Plot plot, PlotSelection selection, long step, double[] values, Color color, string name)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        for (var i = 0; i < values.Length; i++)
        {
            var from = i * step;
            xs.AddRange([from / 1e9, (from + TimeStretches.Length(selection, step, i)) / 1e9]);
            ys.AddRange([values[i], values[i]]);
        }

        var line = plot.Add.Scatter(xs, ys, color);
        (line.MarkerSize, line.LineWidth, line.LegendText) = (0, 1.8f, name);
    }

    private static void Band(Plot plot, PlotSelection selection, List<LinePoint> points, int pixels)
    {
        var half = selection.Seconds / pixels / 2;
        var isFirst = true;
        foreach (var run in Runs(points))
        {
            double[] xs = [.. run.SelectMany(point => new[] { selection.SecondsAt(point.FirstNanos), selection.SecondsAt(point.LastNanos) + half })];
            var band = plot.Add.FillY(xs, [.. run.SelectMany(point => new[] { point.Min, point.Min })], [.. run.SelectMany(point => new[] { point.Max, point.Max })]);
            (band.FillColor, band.LineColor, band.LineWidth) = (PlotStyle.Sky.WithAlpha(0.35), PlotStyle.Sky.WithAlpha(0.6), 1);
            band.LegendText = isFirst ? "rows, least to greatest" : "";
            isFirst = false;
        }
    }

    private static IEnumerable<List<LinePoint>> Runs(List<LinePoint> points)
    {
        for (var from = 0; from < points.Count;)
        {
            var to = from + 1;
            while (to < points.Count && !points[to].Broken)
            {
                to++;
            }

            yield return points[from..to];
            from = to;
        }
    }
}

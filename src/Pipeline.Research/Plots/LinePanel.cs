using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Draws columns as lines into a panel.</summary>
internal static class LinePanel
{
    /// <summary>Draws one column and widens <paramref name="fit"/> to it; says whether it has any value in the selection.</summary>
    public static bool Draw(Plot plot, PlotSource source, PlotSelection selection, string expression, string name, Color color, int pixels, ref ValueRange fit)
    {
        var points = LineQuery.Read(source, selection, expression, pixels);
        if (points.Count == 0)
        {
            PlotStyle.SayEmpty(plot, "no value in this span");
            return false;
        }

        var (xs, ys) = LineQuery.Path(points, selection, pixels);
        var line = plot.Add.Scatter(xs, ys, color);
        line.MarkerSize = 0;
        line.LineWidth = 1.3f;
        line.LegendText = name;
        fit = points.Aggregate(fit, (range, point) => range.With(point.Min).With(point.Max));
        return true;
    }

    /// <summary>Fits y to what is drawn, with a margin; the time axis is fixed.</summary>
    public static void FitY(Plot plot, PlotSelection selection, ValueRange fit, bool fromZero = false)
    {
        var (low, high) = fit.IsEmpty ? (0, 1) : (fromZero ? Math.Min(0, fit.Low) : fit.Low, fit.High);
        var height = Math.Max(high - low, Math.Max(Math.Abs(high), 1e-9) * 1e-6);
        plot.Axes.SetLimits(0, selection.Seconds, fromZero && low >= 0 ? 0 : low - height * 0.06, high + height * 0.06);

        // Panels are low: left to itself, a scale may keep the tick at zero alone.
        plot.Axes.Left.TickGenerator = PlotStyle.FewTicks(6);
    }
}

using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Draws columns as lines into a panel.</summary>
internal static class LinePanel
{
    /// <summary>Draws one column; false, and a note, where it has no value in the selection.</summary>
    public static bool Draw(Plot plot, PlotSource source, PlotSelection selection, string expression, string name, Color color, int pixels)
    {
        var points = LineQuery.Read(source, selection, expression, pixels);
        if (points.Count == 0)
        {
            PlotStyle.Note(plot, $"{name}: no value in this span", Alignment.MiddleCenter);
            return false;
        }

        var (xs, ys) = LineQuery.Path(points, selection, pixels);
        var line = plot.Add.Scatter(xs, ys, color);
        line.MarkerSize = 0;
        line.LineWidth = 1.3f;
        line.LegendText = name;
        return true;
    }

    /// <summary>Fits y to what is drawn, with a margin, as the time axis is fixed.</summary>
    public static void FitY(Plot plot, PlotSelection selection, bool fromZero = false)
    {
        var limits = plot.Axes.GetDataLimits();
        var (low, high) = (limits.Bottom, limits.Top);
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
        {
            (low, high) = (0, 1);
        }

        var margin = Math.Max((high - low) * 0.08, Math.Max(Math.Abs(high), 1e-9) * 1e-7);
        plot.Axes.SetLimits(0, selection.Seconds, fromZero ? Math.Min(0, low) : low - margin, high + margin);
    }
}

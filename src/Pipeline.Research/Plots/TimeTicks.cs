using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>UTC times under a picture whose x is seconds after the start of a selection.</summary>
internal static class TimeTicks
{
    private const int PixelsPerTick = 110;

    private static readonly double[] Steps =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
        172800, 604800, 1209600, 2419200,
    ];

    public static void Put(Plot plot, PlotSelection selection, int pixels, bool labels)
    {
        var (positions, texts) = Make(selection, pixels);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. positions], labels ? [.. texts] : [.. texts.Select(_ => "")]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 12;
        plot.Axes.Bottom.Label.Text = labels ? $"receive time (UTC), {Day(selection)}" : "";
        plot.Axes.SetLimitsX(0, selection.Seconds);
    }

    public static (List<double> Positions, List<string> Texts) Make(PlotSelection selection, int pixels)
    {
        var step = Steps.FirstOrDefault(candidate => selection.Seconds / candidate * PixelsPerTick <= pixels, Steps[^1]);
        var stepNanos = (long)(step * 1e9);
        var (positions, texts) = (new List<double>(), new List<string>());
        for (var at = (selection.FromNanos + stepNanos - 1) / stepNanos * stepNanos; at < selection.ToNanos; at += stepNanos)
        {
            positions.Add(selection.SecondsAt(at));
            texts.Add(Text(at, step));
        }

        return (positions, texts);
    }

    private static string Text(long nanos, double step)
    {
        var time = DateTime.UnixEpoch.AddTicks(nanos / 100);
        return time.ToString(
            step >= 86400 || (step >= 60 && time.TimeOfDay == TimeSpan.Zero) ? "MM-dd" : step >= 60 ? "HH:mm" : step >= 1 ? "HH:mm:ss" : "HH:mm:ss.fff",
            CultureInfo.InvariantCulture);
    }

    private static string Day(PlotSelection selection)
    {
        var (first, last) = (DayOf(selection.FromNanos), DayOf(selection.ToNanos - 1));
        return first == last ? first : $"{first} to {last}";
    }

    private static string DayOf(long nanos) => DateTime.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

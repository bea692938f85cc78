namespace Pipeline.Research.Plots;

/// <summary>Equal stretches of a selection over which sheets average: as long as the span asks for, of a round length.</summary>
internal static class TimeStretches
{
    private const int Most = 150;

    private static readonly long[] Seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800];

    public static long StepNanos(PlotSelection selection) => Seconds.FirstOrDefault(seconds => selection.Seconds / seconds <= Most, Seconds[^1]) * 1_000_000_000;

    public static int Count(PlotSelection selection, long step) => (int)((selection.ToNanos - selection.FromNanos + step - 1) / step);

    /// <summary>Length of a stretch: the last one ends where the selection does.</summary>
    public static long Length(PlotSelection selection, long step, long number) => Math.Min(step, selection.ToNanos - selection.FromNanos - number * step);
}

namespace Pipeline.LatencyLab.Comparison;

/// <summary>A comparison as a table for people.</summary>
internal static class ComparisonTable
{
    private const double NanosPerMicro = 1000;

    public static void Print(ComparisonReport report, TextWriter output)
    {
        foreach (var condition in report.Conditions)
        {
            output.WriteLine($"  . {condition}");
        }

        output.WriteLine($"{"microseconds",-32} {"rows",6} {Heads("buffer")} |{Heads("plan")}");
        foreach (var each in report.Contenders)
        {
            output.WriteLine($"{each.Transport + ": " + each.Name,-32} {each.RowsATurn,6} {Micros(each.FromBuffer)} |{Micros(each.FromPlan)}");
        }

        output.WriteLine("the ordinary pipeline's time over ours");
        foreach (var each in report.Ratios)
        {
            output.WriteLine($"{each.Transport + ": " + each.Name,-32} {"",6} {Times(each.FromBuffer)} |{Times(each.FromPlan)}{Promise(each)}");
        }
    }

    /// <summary>Column heads of figures counted from there.</summary>
    public static string Heads(string from) => string.Concat(Percentiles.Names.Select(name => $"{from + " " + name,13}"));

    /// <summary>Figures in microseconds, as wide as their heads.</summary>
    public static string Micros(Percentiles nanos) => string.Concat(nanos.ToArray().Select(each => $"{each / NanosPerMicro,13:F1}"));

    private static string Times(Percentiles ratios) => string.Concat(ratios.ToArray().Select(each => $"{each,12:F1}x"));

    private static string Promise(RatioFigures ratio) =>
        ratio.Promised is not { } least ? "" : $"  promised {least}x at p50 and p90 from the buffer: {(ratio.IsReached ? "reached" : "NOT REACHED")}";
}

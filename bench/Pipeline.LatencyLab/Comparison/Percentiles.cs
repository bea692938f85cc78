using HdrHistogram;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>The percentiles that are reported, in nanoseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double P999)
{
    public static readonly IReadOnlyList<string> Names = ["p50", "p90", "p99", "p99.9"];

    public static Percentiles Of(LongHistogram histogram) => new(
        histogram.GetValueAtPercentile(50), histogram.GetValueAtPercentile(90), histogram.GetValueAtPercentile(99), histogram.GetValueAtPercentile(99.9));

    /// <summary>The median of each over the rounds.</summary>
    public static Percentiles Median(IReadOnlyList<Percentiles> rounds) => new(
        Middle(rounds.Select(each => each.P50)), Middle(rounds.Select(each => each.P90)), Middle(rounds.Select(each => each.P99)), Middle(rounds.Select(each => each.P999)));

    /// <summary>How many times as long as <paramref name="other"/>.</summary>
    public Percentiles Over(Percentiles other) => new(P50 / other.P50, P90 / other.P90, P99 / other.P99, P999 / other.P999);

    /// <summary>In the order of <see cref="Names"/>.</summary>
    public double[] ToArray() => [P50, P90, P99, P999];

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

using Pipeline.Events;

namespace Pipeline.Research.Quality;

/// <summary>The numbers that quality depends on.</summary>
public sealed record QualityOptions
{
    /// <summary>Nanoseconds of a second.</summary>
    internal const long Second = 1_000_000_000;

    private const long Millisecond = 1_000_000;

    /// <summary>The sheet's own values.</summary>
    public static readonly QualityOptions Default = new();

    /// <summary>How long a row is in force where none follows, nanoseconds. Default: S_max of the sheet, 500 ms.</summary>
    public long InForceNanos { get; init; } = FeatureParameters.Default.StaleMaxMs * Millisecond;

    /// <summary>How long a mid stands, nanoseconds. Default: holdMs of the sheet, 1 s.</summary>
    public long MidMaxNanos { get; init; } = FeatureParameters.Default.HoldMs * Millisecond;

    /// <summary>What the rows were computed with. Default: the sheet's own values.</summary>
    public FeatureParameters Features { get; init; } = FeatureParameters.Default;

    /// <summary>Decision latency d of the targets, nanoseconds. Default: 0.</summary>
    public long LatencyNanos { get; init; } = FeatureParameters.Default.DecisionLatencyMs * Millisecond;

    /// <summary>The options of rows that were computed with <paramref name="features"/>.</summary>
    public static QualityOptions Of(FeatureParameters features) => new()
    {
        Features = features,
        InForceNanos = features.StaleMaxMs * Millisecond,
        MidMaxNanos = features.HoldMs * Millisecond,
        LatencyNanos = features.DecisionLatencyMs * Millisecond,
    };
}

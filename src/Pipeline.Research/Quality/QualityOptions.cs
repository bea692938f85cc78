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

    /// <summary>Age past which a mid is none, nanoseconds. Default: 1 s.</summary>
    public long MidMaxNanos { get; init; } = Second;

    /// <summary>Decision latency d of the targets, nanoseconds. Default: 0.</summary>
    public long LatencyNanos { get; init; } = FeatureParameters.Default.DecisionLatencyMs * Millisecond;
}

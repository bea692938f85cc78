namespace Pipeline.Research.Quality;

/// <summary>One target as quality sees it: where its reasons stand and which stretch of time it reaches over.</summary>
/// <param name="Name">Column name.</param>
/// <param name="HorizonSeconds">How far ahead it looks.</param>
/// <param name="LookBackSeconds">How far back it looks, as a barrier does whose width is a past volatility.</param>
/// <param name="OnWholeSeconds">Whether it stands on the grid of whole seconds, so that it begins before its row.</param>
/// <param name="IsDelayed">Whether the decision latency shifts it.</param>
public sealed record QualityTarget(string Name, int HorizonSeconds, int LookBackSeconds = 0, bool OnWholeSeconds = false, bool IsDelayed = true)
{
    /// <summary>Bits of one target's reason.</summary>
    public const int ReasonBits = 4;

    /// <summary>Reason of a target whose end lies past the tape.</summary>
    public const int PastTape = 1;

    private const int NoReason = 0;

    private static readonly string[] Reasons = ["valid", "past tape", "gap", "no mid within a second", "no volatility for the barrier"];

    /// <summary>All targets in the order of the column `target_reasons`.</summary>
    public static IReadOnlyList<QualityTarget> All { get; } =
    [
        new("target_return_1min", 60), new("target_return_5min", 300),
        new("target_volatility", 60, OnWholeSeconds: true, IsDelayed: false), new("target_direction", 60),
        new("y_ret_1s", 1), new("y_ret_10s", 10), new("y_ret_30s", 30), new("y_cost", 60),
        new("y_tb", 60, LookBackSeconds: 60),
    ];

    /// <summary>The reason of target <paramref name="index"/>; 0 where it is valid.</summary>
    public static int ReasonOf(long packed, int index) => (int)(packed >> (index * ReasonBits)) & ((1 << ReasonBits) - 1);

    /// <summary>Words for a reason.</summary>
    public static string NameOf(int reason) => reason < Reasons.Length ? Reasons[reason] : $"reason {reason}";

    /// <summary>Reasons for which any of <paramref name="targets"/> has no value.</summary>
    public static IReadOnlyList<int> ReasonsOf(IReadOnlyList<TargetFigures> targets) =>
        [.. Enumerable.Range(NoReason + 1, (1 << ReasonBits) - 1).Where(reason => targets.Any(target => target.Reasons[reason] > 0))];

    /// <summary>Whether a target with this reason has a value.</summary>
    public static bool IsValid(int reason) => reason == NoReason;

    /// <summary>Where its reach begins for a row at <paramref name="nanos"/>.</summary>
    internal long ReachFrom(long nanos) =>
        OnWholeSeconds ? WholeSecond(nanos)
        : LookBackSeconds > 0 ? WholeSecond(nanos) - LookBackSeconds * QualityOptions.Second
        : nanos;

    /// <summary>Where its horizon ends for a row at <paramref name="nanos"/>.</summary>
    internal long ReachTo(long nanos, long latencyNanos) =>
        (OnWholeSeconds ? WholeSecond(nanos) : nanos) + (IsDelayed ? latencyNanos : 0) + HorizonSeconds * QualityOptions.Second;

    private static long WholeSecond(long nanos) => nanos - nanos % QualityOptions.Second;
}

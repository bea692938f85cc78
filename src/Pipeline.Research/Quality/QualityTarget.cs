using Pipeline.Events;
using Pipeline.Research.DataSets;

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

    /// <summary>Reason of a target for which no mid stands.</summary>
    public const int NoMid = 3;

    private const int NoReason = 0;

    private static readonly string[] Reasons =
    [
        "valid", "past tape", "gap", "no mid that stands", "no volatility for the barrier", "no spread (an earlier sheet)", "no price to trade at",
    ];

    // Targets whose reasons stand in the first of the two columns.
    private const int InFirst = 9;

    /// <summary>All targets in the order of the columns `target_reasons` and `target_reasons_2`, with the sheet's own parameters.</summary>
    public static IReadOnlyList<QualityTarget> All { get; } = Of(FeatureParameters.Default);

    /// <summary>The same where rows were computed with <paramref name="features"/>.</summary>
    public static IReadOnlyList<QualityTarget> Of(FeatureParameters features) =>
        [.. FeatureSchema.Columns.Select(column => column.Name).Where(TargetHorizons.IsTarget).Select(name => Of(name, features))];

    /// <summary>Both columns of reasons in one number, of which <see cref="ReasonOf"/> reads.</summary>
    public static Int128 Pack(long first, long second) => new((ulong)second, (ulong)first);

    /// <summary>The column that holds the reasons of target <paramref name="index"/>, and the lowest of its bits there.</summary>
    public static (string Column, int Shift) PlaceOf(int index) =>
        index < InFirst ? ("target_reasons", index * ReasonBits) : ("target_reasons_2", (index - InFirst) * ReasonBits);

    /// <summary>The reason of target <paramref name="index"/>; 0 where it is valid.</summary>
    public static int ReasonOf(Int128 packed, int index) =>
        (int)(packed >> (index < InFirst ? index * ReasonBits : 64 + (index - InFirst) * ReasonBits)) & ((1 << ReasonBits) - 1);

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

    private static QualityTarget Of(string name, FeatureParameters features) => name switch
    {
        "target_volatility" => new(name, TargetHorizons.SecondsOf(name, features), OnWholeSeconds: true, IsDelayed: false),
        "y_tb" => new(name, TargetHorizons.SecondsOf(name, features), LookBackSeconds: 60),
        _ => new(name, TargetHorizons.SecondsOf(name, features)),
    };

    private static long WholeSecond(long nanos) => nanos - nanos % QualityOptions.Second;
}

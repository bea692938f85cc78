using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Events;

namespace Pipeline.Research.DataSets;

/// <summary>How far each target looks ahead, and how far features look back.</summary>
/// <remarks>Any thread. Which columns are targets is the sheet's word; only the seconds are here, and a test asks for each.</remarks>
public static partial class TargetHorizons
{
    private const string Barriers = "y_tb";
    private const string Costs = "y_cost";

    private static readonly Dictionary<string, int> Seconds = new(StringComparer.Ordinal)
    {
        ["target_return_1min"] = 60,
        ["target_return_5min"] = 300,
        ["target_volatility"] = 60,
        ["target_direction"] = 60,
    };

    /// <summary>Whether a column looks ahead.</summary>
    public static bool IsTarget(string column) =>
        FeatureSchema.Columns.Any(spec => spec.Name == column && LooksAhead(spec.Null));

    /// <summary>Whether columns of this rule look ahead.</summary>
    public static bool LooksAhead(NullRule rule) => rule is NullRule.NoFuture or NullRule.NoFutureOrVolatility or NullRule.NoExecution;

    /// <summary>Whether a column tells of what comes later without being a target itself: the reasons of targets, and how long a mid and its prices stand.</summary>
    public static bool TellsOfTargets(string column) => column is "target_reasons" or "target_reasons_2" or "mid_until_ns" or "quote_until_ns";

    /// <summary>Seconds that a target looks ahead, counted from the order that its row causes.</summary>
    /// <exception cref="ArgumentException">The sheet has a target whose horizon is not written down here.</exception>
    public static int SecondsOf(string target, FeatureParameters features) =>
        target == Barriers ? features.BarrierSeconds
        : target == Costs ? features.CostSeconds
        : Seconds.TryGetValue(target, out var seconds) ? seconds
        : InName().Match(target) is { Success: true } name ? int.Parse(name.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new ArgumentException($"{target}: its horizon is not known", nameof(target));

    /// <summary>SQL for the last nanosecond that a target of a row at <paramref name="time"/> looks at.</summary>
    public static string EndSql(string target, string time, FeatureParameters features) => target == "target_volatility"
        ? $"({time} // 1000000000 + {SecondsOf(target, features)}) * 1000000000"
        : $"{time} + {LatencyNanos(features) + SecondsOf(target, features) * 1_000_000_000L}";

    /// <summary>The longest way ahead of <paramref name="columns"/>, nanoseconds.</summary>
    public static long LongestNanos(IEnumerable<string> columns, FeatureParameters features)
    {
        var seconds = columns.Where(IsTarget).Select(target => SecondsOf(target, features)).DefaultIfEmpty(0).Max();
        return seconds == 0 ? 0 : LatencyNanos(features) + seconds * 1_000_000_000L;
    }

    /// <summary>Time from a row to the order that it causes.</summary>
    public static long LatencyNanos(FeatureParameters features) => features.DecisionLatencyMs * 1_000_000;

    /// <summary>How far back <paramref name="columns"/> look at most, nanoseconds.</summary>
    /// <remarks>
    /// A return looks at a mid that may be as old as a mid stands, and a volatility counts from the whole second before: 300 s of
    /// volatility look back 302 s with mids that stand for 1 s.
    /// </remarks>
    public static long LongestWindowNanos(IEnumerable<string> columns, FeatureParameters features)
    {
        var chosen = columns.ToHashSet(StringComparer.Ordinal);
        return FeatureSchema.Columns.Where(spec => chosen.Contains(spec.Name)).Select(spec => LookBackNanos(spec, features)).DefaultIfEmpty(0).Max();
    }

    private static long LookBackNanos(FeatureColumnSpec spec, FeatureParameters features)
    {
        var window = spec.WarmUpSeconds * 1_000_000_000L;
        return spec.Null == NullRule.NoMid ? window + features.HoldMs * 1_000_000 + (IsOnWholeSeconds(spec.Name) ? 1_000_000_000L : 0) : window;
    }

    private static bool IsOnWholeSeconds(string column) => column.StartsWith("rv_", StringComparison.Ordinal);

    [GeneratedRegex("^y_(?:ret|long|short)_([0-9]+)s$", RegexOptions.CultureInvariant)]
    private static partial Regex InName();
}

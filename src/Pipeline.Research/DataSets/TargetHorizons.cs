using Pipeline.Events;

namespace Pipeline.Research.DataSets;

/// <summary>How far each target looks ahead, and how far features look back.</summary>
/// <remarks>Any thread. Which columns are targets is the sheet's word; only the seconds are here, and a test asks for each.</remarks>
public static class TargetHorizons
{
    private const string Barriers = "y_tb";

    private static readonly Dictionary<string, int> Seconds = new(StringComparer.Ordinal)
    {
        ["target_return_1min"] = 60,
        ["target_return_5min"] = 300,
        ["target_volatility"] = 60,
        ["target_direction"] = 60,
        ["y_ret_1s"] = 1,
        ["y_ret_10s"] = 10,
        ["y_ret_30s"] = 30,
        ["y_cost"] = 60,
    };

    /// <summary>Whether a column looks ahead.</summary>
    public static bool IsTarget(string column) =>
        FeatureSchema.Columns.Any(spec => spec.Name == column && LooksAhead(spec.Null));

    /// <summary>Whether columns of this rule look ahead.</summary>
    public static bool LooksAhead(NullRule rule) => rule is NullRule.NoFuture or NullRule.NoFutureOrSpread or NullRule.NoFutureOrVolatility;

    /// <summary>Whether a column tells of what comes later without being a target itself: the reasons of targets.</summary>
    public static bool TellsOfTargets(string column) => column is "target_reasons";

    /// <summary>Seconds that a target looks ahead, counted from the order that its row causes.</summary>
    /// <exception cref="ArgumentException">The sheet has a target whose horizon is not written down here.</exception>
    public static int SecondsOf(string target, FeatureParameters features) =>
        target == Barriers ? features.BarrierSeconds
        : Seconds.TryGetValue(target, out var seconds) ? seconds : throw new ArgumentException($"{target}: its horizon is not known", nameof(target));

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

    /// <summary>The longest window of <paramref name="columns"/>, nanoseconds.</summary>
    public static long LongestWindowNanos(IEnumerable<string> columns)
    {
        var chosen = columns.ToHashSet(StringComparer.Ordinal);
        return FeatureSchema.Columns.Where(spec => chosen.Contains(spec.Name)).Select(spec => spec.WarmUpSeconds).DefaultIfEmpty(0).Max() * 1_000_000_000L;
    }
}

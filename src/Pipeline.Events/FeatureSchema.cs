using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Pipeline.Primitives;

namespace Pipeline.Events;

/// <summary>The feature sheet as data: every column, and the hash that tapes, data sets and models carry.</summary>
/// <remarks>
/// Any thread. A model whose hash differs from the run's is refused, so a change of any definition here retires every model
/// that was trained on the old one. To add a column: append it to <see cref="FeatureSheet"/>, and where it is a streaming
/// double, to <see cref="FeatureId"/>.
/// </remarks>
public static class FeatureSchema
{
    /// <summary>Version of the sheet.</summary>
    public const int Version = 2;

    /// <summary>Horizons of y_long and y_short, seconds.</summary>
    public static ReadOnlySpan<int> ExecutableSeconds => [1, 5, 10, 30, 60, 300];

    private static readonly string[] StreamingNames = CreateStreamingNames();
    private static readonly FrozenDictionary<string, FeatureId> Ids =
        Enumerable.Range(0, StreamingNames.Length).ToFrozenDictionary(i => StreamingNames[i], i => (FeatureId)i);

    /// <summary>All columns in the order of the sheet.</summary>
    public static IReadOnlyList<FeatureColumnSpec> Columns { get; } = FeatureSheet.Create();

    /// <summary>XXH3-64 of the canonical text of <see cref="Columns"/> with the default parameters.</summary>
    public static ulong Hash { get; } = HashOf(Columns, FeatureParameters.Default);

    /// <summary>The hash of a run whose parameters are <paramref name="parameters"/>.</summary>
    public static ulong HashOf(FeatureParameters parameters) => HashOf(Columns, parameters);

    /// <summary>XXH3-64 of the canonical text of <paramref name="columns"/> and <paramref name="parameters"/>.</summary>
    public static ulong HashOf(IEnumerable<FeatureColumnSpec> columns, FeatureParameters parameters)
    {
        var hash = default(RunningHash);
        hash.Add(Encoding.UTF8.GetBytes(CanonicalText(columns, parameters)));
        return hash.Value;
    }

    /// <summary>Name of a streaming column.</summary>
    public static string NameOf(FeatureId id) => StreamingNames[(int)id];

    /// <summary>The streaming column of that name; false where there is none.</summary>
    public static bool TryFind(string name, out FeatureId id) => Ids.TryGetValue(name, out id);

    /// <summary>What is hashed: a line for the version, a line a parameter, a line a column, in invariant text.</summary>
    public static string CanonicalText(IEnumerable<FeatureColumnSpec> columns, FeatureParameters parameters)
    {
        var text = new StringBuilder();
        Line(text, $"sheet|{Version}");
        Line(text, $"impact_notional|{parameters.ImpactNotional}");
        Line(text, $"spread_hi_bps|{parameters.SpreadHiBps:R}");
        Line(text, $"stale_max_ms|{parameters.StaleMaxMs}");
        Line(text, $"cadence_ms|{parameters.CadenceMs}");
        Line(text, $"dead_zone_bps|{parameters.DeadZoneBps:R}");
        Line(text, $"decision_latency_ms|{parameters.DecisionLatencyMs}");
        Line(text, $"fees_bps|{parameters.FeesBps:R}");
        Line(text, $"barrier_sigmas|{parameters.BarrierSigmas:R}");
        Line(text, $"barrier_min_bps|{parameters.BarrierMinBps:R}");
        Line(text, $"barrier_seconds|{parameters.BarrierSeconds}");
        Line(text, $"cost_seconds|{parameters.CostSeconds}");
        Line(text, $"hold_ms|{parameters.HoldMs}");
        foreach (var column in columns)
        {
            Line(text, $"{column.Number}|{column.Name}|{column.Formula}|{column.Unit}|{column.Min:R}|{column.Max:R}|{column.Null}|{column.WarmUpSeconds}");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string[] CreateStreamingNames()
    {
        var names = new string[(int)FeatureId.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = FeatureSheet.StreamingName((FeatureId)i);
        }

        return names;
    }
}

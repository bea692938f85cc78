using Pipeline.Events;
using Pipeline.Features.Targets;

namespace Pipeline.Testing.Features;

/// <summary>Holds a run against the oracles and says, in words, where they part.</summary>
public static class FeatureComparison
{
    private const decimal Tolerance = 1e-9m;

    /// <summary>Names of all targets in the order of the sheet.</summary>
    public static readonly string[] TargetNames =
    [
        "target_return_1min", "target_return_5min", "target_volatility", "target_direction", "y_ret_1s", "y_ret_10s", "y_ret_30s", "y_cost", "y_tb", "y_ret_5s",
        "y_long_1s", "y_short_1s", "y_long_5s", "y_short_5s", "y_long_10s", "y_short_10s", "y_long_30s", "y_short_30s", "y_long_60s", "y_short_60s",
        "y_long_300s", "y_short_300s", "y_ret_300s",
    ];

    private static readonly FeatureId[] Integers = [FeatureId.Ntr1s, FeatureId.UpdRate1s, FeatureId.LvlRate1s];

    /// <summary>Every <paramref name="every"/>-th row; nothing where they agree.</summary>
    public static IEnumerable<string> Differences(FeatureRun run, FeatureParameters parameters, int every = 1)
    {
        var features = new FeatureOracle(run.Stream, parameters);
        var targets = new TargetOracle(run.Stream, parameters);
        var rows = Enumerable.Range(0, run.Stream.Events.Count).Where(i => run.Stream.Events[i].Step == FeatureStep.Row).ToList();
        for (var row = 0; row < rows.Count; row += every)
        {
            var expected = features.Row(rows[row]);
            foreach (var difference in OfFeatures(run.Rows[row], expected, features.Flags).Concat(OfTargets(run.TargetsOf(row), targets, row, expected)))
            {
                yield return $"row {row + 1}, event {rows[row]}: {difference}";
            }
        }
    }

    private static IEnumerable<string> OfFeatures(FeatureRow row, IReadOnlyDictionary<FeatureId, decimal> expected, DqFlags flags)
    {
        if (row.Features.DqFlags != flags)
        {
            yield return $"flags: expected {flags}, was {row.Features.DqFlags}";
        }

        for (var id = (FeatureId)0; id < FeatureId.Count; id++)
        {
            decimal? wanted = expected.TryGetValue(id, out var value) ? value : null;
            var valid = (row.Features.ValidMask >> (int)id & 1) != 0;
            var actual = row.Features.Values[(int)id];
            if (!Agrees(wanted, valid, actual, Array.IndexOf(Integers, id) >= 0))
            {
                yield return $"{FeatureSchema.NameOf(id)}: expected {wanted?.ToString() ?? "null"}, was {(valid ? actual.ToString("R") : $"null ({actual})")}";
            }
        }
    }

    private static IEnumerable<string> OfTargets(
        TargetValues targets, TargetOracle oracle, int row, IReadOnlyDictionary<FeatureId, decimal> features)
    {
        var wanted = TargetNames.Select(name => Expected(name, oracle, row, features.TryGetValue(FeatureId.Rv60s, out var sigma) ? sigma : null)).ToArray();
        foreach (var (name, actual, expected) in TargetNames.Zip(All(targets), wanted))
        {
            if (!Agrees(expected.Value, actual.IsValid, actual.Value, isInteger: false) || (int)actual.Reason != expected.Reason)
            {
                yield return $"{name}: expected {expected.Value?.ToString() ?? "null"} for reason {expected.Reason}, was {actual}";
            }
        }

        var reasons = (Packed(wanted.Take(9)), Packed(wanted.Skip(9)));
        if (reasons != (targets.Reasons, targets.AppendedReasons))
        {
            yield return $"target_reasons: expected {reasons:x}, was {targets.Reasons:x}, {targets.AppendedReasons:x}";
        }

        var until = (oracle.MidUntil(row), oracle.QuoteUntil(row) ?? InputRecord.Absent);
        if (until != (targets.MidUntilNanos, targets.QuoteUntilNanos))
        {
            yield return $"mid_until_ns, quote_until_ns: expected {until}, was {targets.MidUntilNanos}, {targets.QuoteUntilNanos}";
        }
    }

    /// <summary>Every target in the order of the sheet.</summary>
    public static IReadOnlyList<Target> All(TargetValues targets)
    {
        List<Target> all =
        [
            targets.Return1Min, targets.Return5Min, targets.Volatility, targets.Direction, targets.Return1s, targets.Return10s,
            targets.Return30s, targets.Cost, targets.Barrier, targets.Return5s,
        ];
        for (var i = 0; i < TargetLadder.Count; i++)
        {
            all.AddRange([targets.Long[i], targets.Short[i]]);
        }

        return [.. all, targets.Return5Min];
    }

    private static (decimal? Value, int Reason) Expected(string name, TargetOracle oracle, int row, decimal? sigma) => name switch
    {
        "target_return_1min" => oracle.Return(row, 60),
        "target_return_5min" => oracle.Return(row, 300),
        "target_volatility" => oracle.Volatility(row),
        "target_direction" => oracle.Direction(row),
        "y_cost" => oracle.Cost(row),
        "y_tb" => oracle.Barrier(row, sigma),
        _ when name.StartsWith("y_ret_", StringComparison.Ordinal) => oracle.Return(row, SecondsOf(name)),
        _ when name.StartsWith("y_long_", StringComparison.Ordinal) => oracle.Long(row, SecondsOf(name)),
        _ => oracle.Short(row, SecondsOf(name)),
    };

    private static int SecondsOf(string name) => int.Parse(name.Split('_')[^1].TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture);

    private static long Packed(IEnumerable<(decimal? Value, int Reason)> targets) => targets.Select((target, at) => (long)target.Reason << 4 * at).Sum();

    // An invalid column holds exactly 0.
    private static bool Agrees(decimal? expected, bool valid, double actual, bool isInteger) => expected is { } wanted
        ? valid && (isInteger ? (decimal)actual == wanted : IsNear(wanted, actual))
        : !valid && BitConverter.DoubleToInt64Bits(actual) == 0;

    // Relative; absolute only where a difference of nearly equal numbers leaves fewer than nine digits of the decimals themselves.
    private static bool IsNear(decimal wanted, double actual) =>
        Math.Abs((decimal)actual - wanted) <= Math.Max(Tolerance * Math.Abs(wanted), 1e-15m);
}

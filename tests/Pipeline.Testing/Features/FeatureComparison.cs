using Pipeline.Events;
using Pipeline.Features.Targets;

namespace Pipeline.Testing.Features;

/// <summary>Holds a run against the oracles and says, in words, where they part.</summary>
public static class FeatureComparison
{
    private const decimal Tolerance = 1e-9m;

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
        var cost = oracle.Cost(row, features.TryGetValue(FeatureId.SpreadBps, out var spread) ? spread : null);
        var barrier = oracle.Barrier(row, features.TryGetValue(FeatureId.Rv60s, out var sigma) ? sigma : null);
        foreach (var (name, actual, expected) in new[]
        {
            ("target_return_1min", targets.Return1Min, oracle.Return(row, 60)),
            ("target_return_5min", targets.Return5Min, oracle.Return(row, 300)),
            ("target_volatility", targets.Volatility, oracle.Volatility(row)),
            ("target_direction", targets.Direction, oracle.Direction(row)),
            ("y_ret_1s", targets.Return1s, oracle.Return(row, 1)),
            ("y_ret_10s", targets.Return10s, oracle.Return(row, 10)),
            ("y_ret_30s", targets.Return30s, oracle.Return(row, 30)),
            ("y_cost", targets.Cost, cost.Value),
            ("y_tb", targets.Barrier, barrier.Value),
        })
        {
            if (!Agrees(expected, actual.IsValid, actual.Value, isInteger: false))
            {
                yield return $"{name}: expected {expected?.ToString() ?? "null"}, was {actual}";
            }
        }

        int[] reasons =
        [
            oracle.ReturnReason(row, 60), oracle.ReturnReason(row, 300), oracle.VolatilityReason(row), oracle.ReturnReason(row, 60),
            oracle.ReturnReason(row, 1), oracle.ReturnReason(row, 10), oracle.ReturnReason(row, 30), cost.Reason, barrier.Reason,
        ];
        var packed = $"{targets.Reasons:x9}";
        if (packed != string.Concat(reasons.Reverse()))
        {
            yield return $"target_reasons: expected {string.Concat(reasons.Reverse())}, was {packed}";
        }
    }

    // An invalid column holds exactly 0.
    private static bool Agrees(decimal? expected, bool valid, double actual, bool isInteger) => expected is { } wanted
        ? valid && (isInteger ? (decimal)actual == wanted : IsNear(wanted, actual))
        : !valid && BitConverter.DoubleToInt64Bits(actual) == 0;

    // Relative; absolute only where a difference of nearly equal numbers leaves fewer than nine digits of the decimals themselves.
    private static bool IsNear(decimal wanted, double actual) =>
        Math.Abs((decimal)actual - wanted) <= Math.Max(Tolerance * Math.Abs(wanted), 1e-15m);
}

using Pipeline.Events;

namespace Pipeline.Features.Columns;

/// <summary>Column 54: how far a row can be trusted, 0 to 1.</summary>
internal sealed class Quality(FeatureParameters parameters)
{
    /// <summary>A clock-corrected latency from 0 to this is a usual one.</summary>
    private const double LatencyMaxMs = 250;

    private const DqFlags Hard =
        DqFlags.NotSynced | DqFlags.NoBid | DqFlags.NoAsk | DqFlags.Crossed | DqFlags.NotMonotone | DqFlags.OffGrid | DqFlags.Stale
        | DqFlags.BadTimestamp | DqFlags.ClockOffset | DqFlags.Gap | DqFlags.AuditMismatch | DqFlags.TickerMismatch;

    private readonly double _staleMaxMs = parameters.StaleMaxMs;
    private readonly double _freshRangeMs = parameters.StaleMaxMs - 2 * parameters.CadenceMs;
    private readonly double _spreadHiBps = parameters.SpreadHiBps;

    /// <summary>Flags 15 and 17. They tell what the score already weighs, so they do not make it 0.</summary>
    /// <param name="spreadBps">spread_bps of the row.</param>
    /// <param name="latencyMs">feed_lat_ms, NaN where it is not known.</param>
    public DqFlags Outliers(double spreadBps, double latencyMs) =>
        (spreadBps > _spreadHiBps ? DqFlags.SpreadOutlier : 0)
        | (double.IsNaN(latencyMs) || IsUsual(latencyMs) ? 0 : DqFlags.LatencyOutlier);

    /// <summary>The score of a row with <paramref name="levels"/> of twenty levels.</summary>
    public double Score(DqFlags flags, int levels, double ageMs, double spreadBps, double latencyMs)
    {
        if ((flags & Hard) != 0)
        {
            return 0;
        }

        var depth = levels / (2.0 * FeatureRow.Levels);
        var fresh = Math.Clamp((_staleMaxMs - ageMs) / _freshRangeMs, 0, 1);
        var spread = spreadBps <= _spreadHiBps ? 1 : _spreadHiBps / spreadBps;
        var latency = IsUsual(latencyMs) ? 1 : 0;
        return 0.50 * depth + 0.20 * fresh + 0.20 * spread + 0.10 * latency;
    }

    private static bool IsUsual(double latencyMs) => latencyMs is >= 0 and <= LatencyMaxMs;
}

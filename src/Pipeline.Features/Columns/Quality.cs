using Pipeline.Events;

namespace Pipeline.Features.Columns;

/// <summary>Column 54: how far a row can be trusted, 0 to 1.</summary>
internal sealed class Quality(FeatureParameters parameters)
{
    private const double LatencyMaxMs = 250;

    private const DqFlags Hard =
        DqFlags.NotSynced | DqFlags.NoBid | DqFlags.NoAsk | DqFlags.Crossed | DqFlags.NotMonotone | DqFlags.OffGrid | DqFlags.Stale
        | DqFlags.BadTimestamp | DqFlags.ClockOffset | DqFlags.Gap | DqFlags.AuditMismatch | DqFlags.TickerMismatch;

    private readonly double _staleMaxMs = parameters.StaleMaxMs;
    private readonly double _freshRangeMs = parameters.StaleMaxMs - 2 * parameters.CadenceMs;
    private readonly double _spreadHiBps = parameters.SpreadHiBps;

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
        var latency = latencyMs is >= 0 and <= LatencyMaxMs ? 1 : 0;
        return 0.50 * depth + 0.20 * fresh + 0.20 * spread + 0.10 * latency;
    }
}

using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R7: our clock is near the venue's. Actual is the largest error that the last measurement allows; without one, the greatest number.</summary>
internal static class ClockCheck
{
    public static bool Passes(long errorNanos, RiskLimits limits, ref OrderVerdict verdict) =>
        verdict.Within(RejectReason.Clock, errorNanos, limits.ClockMaxNanos);

    /// <summary>Offset and uncertainty together; what no clock can have counts as the greatest number.</summary>
    public static long ErrorNanos(in ClockBody clock)
    {
        var error = Int128.Abs(clock.OffsetNanos) + clock.UncertaintyNanos;
        return clock.UncertaintyNanos >= 0 && error <= long.MaxValue ? (long)error : long.MaxValue;
    }
}

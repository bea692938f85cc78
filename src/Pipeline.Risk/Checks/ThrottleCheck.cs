using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R14: messages that passed in the last 10 s and 60 s, this one included. Cancels and reduce-only orders have a reserve.</summary>
internal static class ThrottleCheck
{
    public static bool Passes(MessageWindow window, RiskLimits limits, bool hasReserve, ref OrderVerdict verdict)
    {
        var reserve = hasReserve ? limits.ReserveMessages : 0;
        return verdict.Within(RejectReason.Throttle, window.ShortCount + 1, limits.MessagesPer10s + reserve)
            && verdict.Within(RejectReason.Throttle, window.LongCount + 1, limits.MessagesPer60s + reserve);
    }
}

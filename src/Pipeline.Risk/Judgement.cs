using Pipeline.Events;

namespace Pipeline.Risk;

/// <summary>How a check writes what it found.</summary>
internal static class Judgement
{
    private const long Bps = 10_000;

    /// <summary>Up to here 64 bits hold the product; beyond, 128 do, at several times the cost.</summary>
    private const long MaxShortDistance = MaxShortReference / Bps;
    private const long MaxShortReference = long.MaxValue / 2;

    /// <summary>Passes where <paramref name="actual"/> is at most <paramref name="limit"/> and the limit is set.</summary>
    public static bool Within(ref this OrderVerdict verdict, RejectReason reason, long actual, long limit)
    {
        if (limit > 0 && actual <= limit)
        {
            verdict.Margin = Math.Min(verdict.Margin, actual < limit - long.MaxValue ? long.MaxValue : limit - actual);
            return true;
        }

        return verdict.Refuse(reason, actual, limit);
    }

    /// <summary>Passes where <paramref name="holds"/>; there is no margin to speak of.</summary>
    public static bool Expect(ref this OrderVerdict verdict, RejectReason reason, bool holds, long actual, long limit) =>
        holds || verdict.Refuse(reason, actual, limit);

    /// <summary>Refuses, and says so to the caller's `and` chain.</summary>
    public static bool Refuse(ref this OrderVerdict verdict, RejectReason reason, long actual, long limit)
    {
        verdict.Reason = reason;
        verdict.Actual = actual;
        verdict.Limit = limit;
        return false;
    }

    /// <summary><paramref name="distance"/> in basis points of <paramref name="reference"/>, rounded up; neither is negative.</summary>
    public static long BasisPoints(long distance, long reference) => distance <= MaxShortDistance && reference <= MaxShortReference
        ? ((distance * Bps) + reference - 1) / reference
        : Saturated((((Int128)distance * Bps) + reference - 1) / reference);

    /// <summary>A 128-bit figure as 64 bits, cut to the ends of the range.</summary>
    public static long Saturated(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}

using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R1: the latch is active, or reduce-only and the order strictly reduces.</summary>
internal static class LatchCheck
{
    public static bool Passes(in OrderRequest order, LatchState state, ref OrderVerdict verdict) => verdict.Expect(
        RejectReason.Killed,
        state == LatchState.Active || (state == LatchState.ReduceOnly && order.OnlyReduces),
        (long)state,
        (long)LatchState.Active);
}

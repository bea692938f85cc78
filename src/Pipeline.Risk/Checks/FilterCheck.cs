using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R3: the instrument is tradable and its filters come from the venue, not from a guess.</summary>
internal static class FilterCheck
{
    public static bool Passes(in OrderRequest order, ref OrderVerdict verdict)
    {
        var instrument = order.Risk.Instrument;
        return verdict.Expect(
            RejectReason.NoFilter, instrument.Tradable && !instrument.Inferred, instrument.Inferred ? 1 : 0, instrument.Tradable ? 1 : 0);
    }
}

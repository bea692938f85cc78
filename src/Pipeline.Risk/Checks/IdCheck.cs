using Pipeline.Events;

namespace Pipeline.Risk.Checks;

/// <summary>R20: ids rise for the life of the journal, so one at or below the highest seen was used. The id 0 never passes.</summary>
internal static class IdCheck
{
    public static bool Passes(in OrderIntent intent, long highest, ref OrderVerdict verdict) =>
        verdict.Expect(RejectReason.DuplicateId, intent.ClientOrderId > highest, intent.ClientOrderId, highest);
}

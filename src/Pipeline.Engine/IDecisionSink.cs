using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Engine;

/// <summary>Sees every decision entry as a journal would keep it, in order, off the logic thread where it has threads.</summary>
public interface IDecisionSink
{
    /// <summary>Called once an entry; the spans are valid during the call only.</summary>
    /// <param name="entry">What the stages made of a record.</param>
    /// <param name="intents">What the strategy wanted.</param>
    /// <param name="verdicts">What risk said, one each.</param>
    /// <param name="outcomes">What a simulated exchange said just before the record.</param>
    void OnDecision(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes);

    /// <summary>Called once a record, after its entry where it has one.</summary>
    /// <param name="recordOrdinal">The record's ordinal in the log.</param>
    /// <param name="inputHash">inputHash after the record.</param>
    void OnDecided(long recordOrdinal, ulong inputHash)
    {
    }
}

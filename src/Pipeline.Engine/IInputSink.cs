using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Sees every record of the input log, in order, as a journal would keep it; off the logic thread where it has threads.</summary>
public interface IInputSink
{
    /// <summary>Called once a record; the spans are valid during the call only.</summary>
    /// <param name="record">The record.</param>
    /// <param name="levels">Its levels, bids first; empty where it has none.</param>
    void OnInput(in InputRecord record, ReadOnlySpan<LevelUpdate> levels);
}

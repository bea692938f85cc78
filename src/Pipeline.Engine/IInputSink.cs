using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Sees every record of the input log, in order, with what the Book stage says of it; off the logic thread where it has threads.</summary>
public interface IInputSink
{
    /// <summary>Called once a record; the spans are valid during the call only.</summary>
    /// <param name="record">The record.</param>
    /// <param name="levels">Its levels, bids first; empty where it has none.</param>
    /// <param name="result">What the Book stage says of it: which trades were here already, and what time it is.</param>
    void OnRecord(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, in BookResult result);
}

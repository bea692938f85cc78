using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Told of every record as soon as Risk has judged it, before any hand-over: for whoever measures.</summary>
/// <remarks>Called on the thread that runs Risk, which waits for it: no more than a look at a clock belongs here.</remarks>
public interface IVerdictSink
{
    /// <summary>Called once a record, in order; the arguments are valid during the call only.</summary>
    void OnVerdict(in InputRecord record, in BookResult result, in Verdict verdict);
}

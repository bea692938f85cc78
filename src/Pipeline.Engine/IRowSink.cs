using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Sees every finished row, in order, off the logic thread where it has threads.</summary>
public interface IRowSink
{
    /// <summary>Called once a row, which was cut at <paramref name="pipelineNanos"/>; the row is valid during the call only.</summary>
    void OnRow(in FeatureRow row, long pipelineNanos);

    /// <summary>Called for every record that cut no row but moved a book in or out of Synced.</summary>
    void OnBook(in InputRecord record, in BookResult result);
}

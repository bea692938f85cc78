using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Sees what every record did to its book, and every finished row, in order, off the logic thread where it has threads.</summary>
public interface IRowSink
{
    /// <summary>Called once a row, which was cut at <paramref name="pipelineNanos"/>; the row is valid during the call only.</summary>
    void OnRow(in FeatureRow row, long pipelineNanos);

    /// <summary>Called for every record in order, before <see cref="OnRow"/> where it cut a row.</summary>
    void OnBook(in InputRecord record, in BookResult result);
}

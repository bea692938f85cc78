using Pipeline.Engine;
using Pipeline.Events;

namespace Pipeline.Tests.Replay.Support;

/// <summary>Keeps a copy of every row.</summary>
internal sealed class RowCollector : IRowSink
{
    public List<FeatureRow> Rows { get; } = [];

    public void OnRow(in FeatureRow row, long pipelineNanos) => Rows.Add(row);

    public void OnBook(in InputRecord record, in BookResult result)
    {
    }
}

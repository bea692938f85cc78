using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Adds rows of the feature table to a batch.</summary>
internal static class FeatureRows
{
    // File, block, market and pipeline time; the sheet has no column for them.
    private const int Keys = 4;

    private static readonly FeatureColumn[] Columns = [.. FeatureColumns.All];

    public static void Add(TableBatch batch, long file, int block, long pipelineNanos, FeatureTableRow row)
    {
        batch.Columns[0].Add(file);
        batch.Columns[1].Add((long)block);
        batch.Columns[2].Add(MarketName.Of(row.Instrument));
        batch.Columns[3].Add(pipelineNanos);
        for (var i = 0; i < Columns.Length; i++)
        {
            Add(batch.Columns[i + Keys], Columns[i], in row);
        }
    }

    private static void Add(ColumnData data, FeatureColumn column, in FeatureTableRow row)
    {
        switch (column.Kind)
        {
            case ColumnKind.Int64 when column.Int64!(in row, out var integer):
                data.Add(integer);
                break;
            case ColumnKind.Double when column.Double!(in row, out var number):
                data.Add(number);
                break;
            case ColumnKind.Text when column.Text!(in row, out var text):
                data.Add(text);
                break;
            default:
                data.AddNull();
                break;
        }
    }
}

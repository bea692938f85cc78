using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>The batches that a stream's records fill.</summary>
internal sealed class RecordTables
{
    public TableBatch Events { get; } = new(WarehouseTables.Events);

    public TableBatch Trades { get; } = new(WarehouseTables.Trades);

    public TableBatch Gaps { get; } = new(WarehouseTables.Gaps);

    public TableBatch Rejects { get; } = new(WarehouseTables.Rejects);

    public TableBatch Decisions { get; } = new(WarehouseTables.Decisions);

    public TableBatch Orders { get; } = new(WarehouseTables.Orders);

    public TableBatch Fills { get; } = new(WarehouseTables.Fills);

    public IReadOnlyList<TableBatch> All => [Events, Trades, Gaps, Rejects, Decisions, Orders, Fills];

    public long Rows => All.Sum(table => (long)table.Rows);

    public void Clear()
    {
        foreach (var table in All)
        {
            table.Clear();
        }
    }
}

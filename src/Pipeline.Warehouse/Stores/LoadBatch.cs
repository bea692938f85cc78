using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Stores;

/// <summary>What enters a store at once or not at all: rows of some tables, and the manifest lines that say so.</summary>
/// <param name="Tables">Rows; tables without rows may be left out.</param>
/// <param name="Blocks">The blocks that are complete with these rows: all rows of each of them, and no row of another.</param>
/// <param name="Release">Called when nobody looks at the rows any more: they may be filled anew.</param>
public sealed record LoadBatch(IReadOnlyList<TableBatch> Tables, IReadOnlyList<LoadedBlock> Blocks, Action? Release = null)
{
    /// <summary>The exchange, such as `binance`: with a row's market a part of where it is kept.</summary>
    public required string Venue { get; init; }

    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => (long)table.Rows);
}

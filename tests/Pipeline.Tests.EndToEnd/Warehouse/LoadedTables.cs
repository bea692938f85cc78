using DuckDB.NET.Data;
using Pipeline.Research.DataSets;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>What a store holds, as lines that can be compared: rows and a hash a column of every table.</summary>
internal static class LoadedTables
{
    // A path tells where a file lay, and says nothing of its rows.
    private const string Place = "source";

    public static DuckDBConnection Open(string address) =>
        WarehouseReader.Open([address], new BinanceCaptureVenue(), new LoadOptions { Exchange = "binance" }, CancellationToken.None);

    public static IReadOnlyList<string> Of(string address, params TableSpec[] tables)
    {
        using var connection = Open(address);
        return [.. (tables.Length == 0 ? WarehouseTables.All : tables).SelectMany(table => Lines(connection, table))];
    }

    private static IEnumerable<string> Lines(DuckDBConnection connection, TableSpec table)
    {
        var names = table.Columns.Where(column => column.Name != Place).Select(column => $"\"{column.Name}\"");
        var order = table.Order.Where(name => name != Place).Concat(table == WarehouseTables.Events ? ["side", "price"] : []).Select(name => $"\"{name}\"");
        var (rows, columns) = ColumnReading.Hash(
            connection, $"SELECT {string.Join(", ", names)} FROM {table.Name} ORDER BY {string.Join(", ", order)}", _ => { }, CancellationToken.None);
        return columns.Select(column => $"{table.Name}.{column.Name}: {rows} rows, {column.Nulls} nulls, {column.Hash:x16}");
    }
}

using DuckDB.NET.Data;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Cli.DataSets;

/// <summary>Opens the rows behind an address for reading: what is written while they are read stays in memory.</summary>
internal static class SourceAddress
{
    private const string DuckDb = "duckdb:";

    public static DuckDBConnection Open(string address)
    {
        if (!address.StartsWith(DuckDb, StringComparison.Ordinal))
        {
            throw new UsageException($"source '{address}': write duckdb:PATH");
        }

        var path = address[DuckDb.Length..];
        if (!File.Exists(path))
        {
            throw new InputUnusableException($"{path}: no such database; make it with pipeline load TAPES --to {address}");
        }

        var connection = DuckDbSession.Open(null);
        try
        {
            connection.Run($"ATTACH {DuckDbSession.Literal(path)} AS warehouse (READ_ONLY)");
            foreach (var table in WarehouseTables.All)
            {
                connection.Run($"CREATE VIEW {table.Name} AS SELECT * FROM warehouse.{table.Name}");
            }

            return connection;
        }
        catch (DuckDBException e)
        {
            connection.Dispose();
            throw new InputUnusableException($"{path}: is no warehouse of this build ({e.Message.Split('\n')[0]}); make one with pipeline load TAPES --to {address}");
        }
    }
}

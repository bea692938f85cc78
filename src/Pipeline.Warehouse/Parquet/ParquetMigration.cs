using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Migrations;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Parquet;

/// <summary>Writes the files of an earlier version anew, each in its place: the market from their folder's name, nulls for what they cannot tell.</summary>
/// <param name="folder">The store.</param>
/// <param name="hashes">The earlier and the present hash of the same configuration's sheet, or null where that stays.</param>
internal sealed partial class ParquetMigration(string folder, (string Earlier, string Present)? hashes)
{
    private string _steady = "NULL";

    /// <summary>Does so; whoever is cut off begins again.</summary>
    public void Run(IReadOnlyCollection<string> files)
    {
        using var connection = DuckDbSession.Open(null);
        FindSteady(connection, files);
        foreach (var relative in files)
        {
            var table = WarehouseTables.All.Single(table => table.Name == relative.Split('/', '\\')[0]);
            var path = Path.Combine(folder, relative);
            var rows = LiteralPath.ReadParquet([path]);
            var there = connection.List($"DESCRIBE SELECT * FROM {rows}", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
            var market = MarketIn().Match(relative).Groups[1].Value;
            var columns = table.Columns.Select(column => $"({ValueOf(table, column, there, market)})::{WarehouseReader.TypeOf(column.Kind)} AS \"{column.Name}\"");
            connection.Run($"COPY (SELECT {string.Join(", ", columns)} FROM {rows}{(table == WarehouseTables.Fills ? " QUALIFY size <> 0" : "")}) TO {DuckDbSession.Literal(path + ParquetFiles.Pending)} (FORMAT parquet, COMPRESSION lz4_raw)");
            DurableFile.Flush(path + ParquetFiles.Pending);
            File.Move(path + ParquetFiles.Pending, path, overwrite: true);
        }
    }

    // They are asked of both tables before one of those is written anew, and again, with the same answer, by whoever begins again.
    private void FindSteady(DuckDBConnection connection, IReadOnlyCollection<string> files)
    {
        foreach (var table in new[] { WarehouseTables.Sessions, WarehouseTables.Rejects })
        {
            var paths = files.Where(file => file.Split('/', '\\')[0] == table.Name).Select(file => Path.Combine(folder, file)).ToList();
            connection.Run(paths.Count == 0 ? $"CREATE TABLE {table.Name} ({WarehouseReader.Declaration(table)})" : $"CREATE VIEW {table.Name} AS SELECT * FROM {LiteralPath.ReadParquet(paths)}");
        }

        var steady = connection.List(SteadyFiles.Sql, row => row.GetInt64(0));
        _steady = steady.Count == 0 ? "NULL" : string.Join(", ", steady);
    }

    private string IfSteady(string time, string also = "true") => $"CASE WHEN file IN ({_steady}) AND {also} THEN {time} END";

    private string ValueOf(TableSpec table, ColumnSpec column, HashSet<string> there, string market) => column.Name switch
    {
        "market" when !there.Contains("market") => market.Length == 0 ? "NULL" : DuckDbSession.Literal(market),
        "feature_schema_hash" when hashes is var (earlier, present) => $"CASE WHEN feature_schema_hash = '{earlier}' THEN '{present}' ELSE feature_schema_hash END",
        "ts_pipeline_ns" when !there.Contains("ts_pipeline_ns") => IfSteady("ts_recv_ns", table == WarehouseTables.Events ? "ts_event_ms IS NOT NULL" : "true"),
        "first_pipeline_ns" when !there.Contains("first_pipeline_ns") => IfSteady("first_recv_ns"),
        "last_pipeline_ns" when !there.Contains("last_pipeline_ns") => IfSteady("last_recv_ns"),
        // A fee that came after its fill was a row of its own, without price and size.
        "fee" => "sum(fee) OVER (PARTITION BY symbol, coalesce(trade_id, -ordinal), side)",
        var name when table == WarehouseTables.Features && SheetChange.Values.TryGetValue(name, out var value) => there.Contains("valid_mask") || name != "valid_mask" ? value : "NULL",
        var name => there.Contains(name) ? $"\"{name}\"" : "NULL",
    };

    [GeneratedRegex("venue=[^/]*-([a-z]+)[/\\\\]")]
    private static partial Regex MarketIn();
}

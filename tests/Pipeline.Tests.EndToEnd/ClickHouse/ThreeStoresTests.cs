using NUnit.Framework;
using Pipeline.Research.DataSets;
using Pipeline.Testing;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>One tape in all three stores: the same rows, and every column of the feature table with the same hash.</summary>
public class ThreeStoresTests : ClickHouseServerFixture
{
    [TestCase("usdm-btcusdt-20240808")]
    [TestCase("usdm-ethusdt-20240808")]
    public void Should_hold_a_capture_column_by_column(string name)
    {
        if (!SharedFiles.TryFind($"captures/{name}.gz", out var capture))
        {
            Assert.Ignore($"needs shared/captures/{name}.gz, which is not beside this checkout");
        }

        Compare(capture, name.Replace("-", "", StringComparison.Ordinal), allowed: 0);
    }

    [Test]
    public void Should_hold_the_demo_recording_column_by_column() => Compare(FaultyRecording.Path, "demo", allowed: 3);

    private void Compare(string capture, string database, int allowed)
    {
        using var folder = new TemporaryFolder();
        var tape = folder.File("run.tape");
        var clickHouse = $"clickhouse:http://127.0.0.1:{Server.HttpPort}/{database}";
        Run(allowed, "replay", capture, "--journal", tape);
        Run(allowed, "load", tape, "--to", clickHouse);
        Run(allowed, "load", tape, "--to", clickHouse);
        Run(allowed, "load", tape, "--to", $"duckdb:{folder.File("rows.duckdb")}");

        using var store = ClickHouseStore.Open(clickHouse, Events.FeatureSchema.Hash, migrate: false, CancellationToken.None);
        using var connection = LoadedTables.Open($"duckdb:{folder.File("rows.duckdb")}");
        foreach (var table in new[] { WarehouseTables.Features, WarehouseTables.Trades, WarehouseTables.Decisions, WarehouseTables.Orders, WarehouseTables.Fills, WarehouseTables.Gaps })
        {
            var names = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
            var order = string.Join(", ", table.Order.Select(column => $"\"{column}\""));
            var (rows, columns) = ColumnReading.Hash(connection, $"SELECT {names} FROM {table.Name} ORDER BY {order}", _ => { }, CancellationToken.None);
            var (storedRows, hashes) = Hashes(store, table);

            Assert.That(storedRows, Is.EqualTo(rows), table.Name);
            Assert.That(hashes, Is.EqualTo(columns.Select(column => $"{column.Name} {column.Hash:x16}")), table.Name);
        }
    }

    private static (long Rows, IReadOnlyList<string> Hashes) Hashes(ClickHouseStore store, TableSpec table)
    {
        var rows = 0L;
        var hashes = table.Columns.Select(column => new ColumnHash(column.Kind)).ToArray();
        store.Read(table, null, batch =>
        {
            rows += batch.Rows;
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i].Add(batch.Columns[i]);
            }
        });
        return (rows, [.. table.Columns.Zip(hashes).Select(pair => $"{pair.First.Name} {pair.Second.Value:x16}")]);
    }

    private static void Run(int exitCode, params string[] arguments)
    {
        var result = PipelineProcess.Run(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
    }
}

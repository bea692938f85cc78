using NUnit.Framework;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>The store against a cluster of Debian's servers: two shards of two replicas, one of which is killed.</summary>
public class ClickHouseClusterTests
{
    private const ulong Hash = 0x1234_5678_9abc_def0;

    private const int Seed = 20261128;

    private static readonly TableSpec[] Tables = [WarehouseTables.Trades, WarehouseTables.Gaps, WarehouseTables.Sessions];

    private ClickHouseCluster? _cluster;

    private ClickHouseCluster Cluster => _cluster!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ClickHouseInstalled.Require();
        _cluster = await ClickHouseCluster.StartAsync();
    }

    [OneTimeTearDown]
    public void Stop() => _cluster?.Dispose();

    [Test]
    public async Task Should_lose_and_double_nothing_while_a_replica_is_killed_and_comes_back()
    {
        const string Database = "warehouse";
        const int Blocks = 24;
        LoadBatch[] blocks = [.. Enumerable.Range(0, Blocks).Select(block => new RandomRows(Seed + block, partitions: false).Block(Tables, file: 42, block, rows: 60))];
        using var loader = ClickHouseStore.Open(Cluster.AddressFrom(0, Database), Hash, migrate: false, default);

        for (var block = 0; block < Blocks; block++)
        {
            // The first server is the one that the loader speaks to; the other is a replica of the other shard.
            var struck = block < Blocks / 2 ? Cluster.Servers[0] : Cluster.Servers[3];
            var commit = Task.Run(() => loader.Commit(blocks[block], default));
            if (block % (Blocks / 2) == 3)
            {
                struck.Kill();
            }

            if (block % (Blocks / 2) == 9)
            {
                struck.Start();
                await struck.WaitAsync();
            }

            await commit;
        }

        loader.Finish(default);
        AssertEveryServerHolds(Database, blocks);
        AssertBothShardsHoldRows(Database);
    }

    private void AssertEveryServerHolds(string database, LoadBatch[] blocks)
    {
        for (var server = 0; server < Cluster.Servers.Count; server++)
        {
            using var store = ClickHouseStore.Open(Cluster.AddressOf(server, database), Hash, migrate: false, default);
            store.Finish(default);
            Assert.That(store.Loaded(42), Is.EquivalentTo(blocks.SelectMany(block => block.Blocks)), $"manifest at server {server}");
            for (var table = 0; table < Tables.Length; table++)
            {
                TableBatch[] rows = [.. blocks.Select(block => block.Tables[table])];
                Assert.That(RowText.In(store, Tables[table]), Is.EqualTo(RowText.Of(rows)), $"{Tables[table].Name} at server {server}");
            }
        }
    }

    private void AssertBothShardsHoldRows(string database)
    {
        long[] rows = [.. Cluster.Servers.Select(server => long.Parse(server.Query($"SELECT count() FROM {database}.trades_rows_local")))];
        Assert.That(rows, Is.All.GreaterThan(0));
        Assert.That(rows[0], Is.EqualTo(rows[1]), "replicas of one shard");
        Assert.That(rows[2], Is.EqualTo(rows[3]), "replicas of the other");
    }
}

using NUnit.Framework;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>The store against a real server, Debian's.</summary>
public class ClickHouseStoreTests : ClickHouseServerFixture
{
    private const ulong Hash = 0x1234_5678_9abc_def0;

    private const int Seed = 20261128;

    [Test]
    public void Should_give_back_every_table_bit_for_bit()
    {
        using var store = Open(NewDatabase());
        var batch = new RandomRows(Seed).Block(WarehouseTables.All, file: 7, block: 3, rows: 500);

        store.Commit(batch, default);

        foreach (var rows in batch.Tables)
        {
            Assert.That(RowText.In(store, rows.Table), Is.EqualTo(RowText.Of(rows)), rows.Table.Name);
        }

        Assert.That(store.Loaded(7), Is.EquivalentTo(batch.Blocks));
        Assert.That(store.Loaded(8), Is.Empty);
    }

    [Test]
    public void Should_read_rows_in_the_order_of_their_table()
    {
        using var store = Open(NewDatabase());
        store.Commit(new RandomRows(Seed).Block([WarehouseTables.Trades], file: 1, block: 0, rows: 3000), default);
        var seen = new List<(string, long, long)>();

        store.Read(WarehouseTables.Trades, null, rows =>
        {
            for (var i = 0; i < rows.Rows; i++)
            {
                seen.Add((rows["symbol"].Texts[i], rows["file"].Integers[i], rows["ordinal"].Integers[i]));
            }
        });

        Assert.That(seen, Has.Count.EqualTo(3000));
        Assert.That(seen, Is.EqualTo(seen.OrderBy(row => row.Item1, StringComparer.Ordinal).ThenBy(row => row.Item2).ThenBy(row => row.Item3)));
    }

    [Test]
    public void Should_show_the_old_rows_until_those_in_their_place_are_whole()
    {
        var database = NewDatabase();
        LoadBatch[] old = [.. Enumerable.Range(0, 3).Select(block => new RandomRows(Seed + block).Block([WarehouseTables.Trades], file: 5, block, rows: 40))];
        LoadBatch[] anew = [.. Enumerable.Range(0, 3).Select(block => new RandomRows(Seed + 10 + block).Block([WarehouseTables.Trades], file: 5, block, rows: 30))];
        using var reader = Open(database);
        Array.ForEach(old, block => reader.Commit(block, default));
        using (var cutOff = Open(database))
        {
            cutOff.Replace([5]);
            Assert.That(cutOff.Loaded(5), Is.Empty, "for whoever builds them anew");
            cutOff.Commit(anew[0], default);
        }

        Assert.That(RowText.In(reader, WarehouseTables.Trades), Is.EqualTo(RowText.Of([.. old.Select(block => block.Tables[0])])), "it was cut off");

        using var store = Open(database);
        store.Replace([5]);
        Array.ForEach(anew, block => store.Commit(block, default));
        Assert.That(RowText.In(reader, WarehouseTables.Trades), Is.EqualTo(RowText.Of([.. old.Select(block => block.Tables[0])])), "it is not finished");
        store.Finish(default);

        Assert.That(RowText.In(reader, WarehouseTables.Trades), Is.EqualTo(RowText.Of([.. anew.Select(block => block.Tables[0])])));
        Assert.That(reader.Loaded(5), Is.EquivalentTo(anew.SelectMany(block => block.Blocks)));
    }

    [Test]
    public void Should_show_a_block_once_that_two_stores_load_at_once()
    {
        var database = NewDatabase();
        using var first = Open(database);
        using var second = Open(database);
        LoadBatch[] blocks = [.. Enumerable.Range(0, 12).Select(block => new RandomRows(Seed + block).Block([WarehouseTables.Trades, WarehouseTables.Fills], file: 5, block, rows: 40))];

        Parallel.Invoke(
            () => Array.ForEach(blocks, block => first.Commit(block, default)),
            () => Array.ForEach([.. blocks.Reverse()], block => second.Commit(block, default)));

        AssertHolds(first, blocks);
        Assert.That(Server.Query($"SELECT count() FROM {database}.trades_rows"), Is.EqualTo("960"), "both have loaded");
    }

    [Test]
    public void Should_neither_show_nor_keep_an_attempt_that_was_cut_off()
    {
        var database = NewDatabase();
        using var store = Open(database);
        var batch = new RandomRows(Seed).Block([WarehouseTables.Trades], file: 1, block: 0, rows: 30);
        var (old, young) = (1L, new AttemptNumbers(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Next());
        store.InsertRows(batch.Tables, old, default);
        store.InsertRows(batch.Tables, young, default);
        Assert.That(RowText.In(store, WarehouseTables.Trades), Is.Empty);
        Assert.That(store.Loaded(1), Is.Empty);

        store.Commit(batch, default);
        store.Finish(default);

        AssertHolds(store, batch);
        Assert.That(
            () => Server.Query($"SELECT countIf(batch = {old}), countIf(batch = {young}), count() FROM {database}.trades_rows"),
            Is.EqualTo("0\t30\t60").After(10_000, 50), "what may be another loader's work of this moment stays");
    }

    [Test]
    public void Should_go_on_after_the_server_was_killed()
    {
        using var store = Open(NewDatabase());
        var before = new RandomRows(Seed).Block([WarehouseTables.Trades], file: 1, block: 0, rows: 30);
        var after = new RandomRows(Seed + 1).Block([WarehouseTables.Trades], file: 1, block: 1, rows: 30);
        store.Commit(before, default);

        Server.Kill();
        var commit = Task.Run(() => store.Commit(after, default));
        Server.Start();

        Assert.That(commit.Wait(TimeSpan.FromSeconds(30)), Is.True);
        AssertHolds(store, before, after);
    }

    [Test]
    public void Should_tell_the_files_that_it_holds()
    {
        using var store = Open(NewDatabase());
        var batch = new RandomRows(Seed).Block([WarehouseTables.Sessions], file: 9, block: 0, rows: 1);

        store.Commit(batch, default);

        var rows = batch.Tables[0];
        var previous = rows["previous_file"].Nulls[0] ? (long?)null : rows["previous_file"].Integers[0];
        Assert.That(store.KnownFiles(), Is.EqualTo(new[] { new KnownFile(9, rows["content_hash"].Texts[0], previous) }));
    }

    [Test]
    public void Should_open_with_a_password_and_never_print_it()
    {
        var address = $"clickhouse:http://127.0.0.1:{Server.HttpPort}/{NewDatabase()}?user=loader&password=";

        using (ClickHouseStore.Open(address + "secret%20word", Hash, migrate: false, default))
        {
            var refused = Assert.Throws<ClickHouseException>(() => ClickHouseStore.Open(address + "wrong%20word", Hash, migrate: false, default))!;
            Assert.That(refused.ToString(), Does.Not.Contain("wrong word").And.Not.Contain("wrong%20word"));
        }

        Assert.That(ClickHouseAddress.Parse(address + "secret").ToString(), Does.Not.Contain("secret"));
    }

    private static void AssertHolds(ClickHouseStore store, params LoadBatch[] blocks)
    {
        foreach (var rows in blocks.SelectMany(block => block.Tables).GroupBy(rows => rows.Table))
        {
            Assert.That(RowText.In(store, rows.Key), Is.EqualTo(RowText.Of([.. rows])), rows.Key.Name);
        }

        foreach (var lines in blocks.SelectMany(block => block.Blocks).GroupBy(line => line.File))
        {
            Assert.That(store.Loaded(lines.Key), Is.EquivalentTo(lines));
        }
    }

    private ClickHouseStore Open(string database) =>
        ClickHouseStore.Open($"clickhouse:http://127.0.0.1:{Server.HttpPort}/{database}", Hash, migrate: false, default);
}

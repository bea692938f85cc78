using NUnit.Framework;
using Pipeline.Features.Table;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Databases of earlier versions: refused with the way out, brought up on request, then equal to new ones.</summary>
public class ClickHouseMigrationTests : ClickHouseServerFixture
{
    private const ulong Hash = 0x1234_5678_9abc_def0;

    // A table of today whose columns of two steps came later, in the middle and at the end.
    private static readonly ClickHouseVersions Versions = ClickHouseVersions.Of(
        [WarehouseTables.Trades, WarehouseTables.Features, WarehouseTables.Sessions],
        new ClickHouseStep("event_times", "trades", ["ts_event_ms", "ts_tx_ms"]),
        new ClickHouseStep("filtered", "trades", ["filtered"]));

    [TestCase(1)]
    [TestCase(2)]
    public void Should_bring_an_earlier_version_to_the_form_of_a_new_one(int version)
    {
        var (old, fresh) = (NewDatabase(), NewDatabase());
        var before = Versions.Until(version);
        LoadBatch rows;
        using (var store = Open(old, before, migrate: false))
        {
            rows = new RandomRows(version).Block(before.Tables, file: 1, block: 0, rows: 20);
            store.Commit(rows, default);
        }

        using var migrated = Open(old, Versions, migrate: true);
        using var made = Open(fresh, Versions, migrate: false);

        Assert.That(Describe(old), Is.EqualTo(Describe(fresh)));
        Assert.That(Describe(old), Does.Contain("filtered"));
        Assert.That(Ledger(old), Is.EqualTo(Ledger(fresh)));
        Assert.That(RowText.In(migrated, before.Tables[0]), Is.EqualTo(RowText.Of(rows.Tables[0])), "rows from before");
        using var again = Open(old, Versions, migrate: false);
    }

    [Test]
    public void Should_refuse_an_earlier_version_and_say_the_way_out()
    {
        var database = NewDatabase();
        Open(database, Versions.Until(1), migrate: false).Dispose();

        var refused = Assert.Throws<SchemaMismatchException>(() => Open(database, Versions, migrate: false))!;

        Assert.That(refused.Message, Does.Contain("version 1").And.Contain("needs 3").And.Contain("--migrate").And.Contain(database));
    }

    [Test]
    public void Should_refuse_a_later_version()
    {
        var database = NewDatabase();
        Open(database, Versions, migrate: false).Dispose();

        var refused = Assert.Throws<SchemaMismatchException>(() => Open(database, Versions.Until(2), migrate: true))!;

        Assert.That(refused.Message, Does.Contain("version 3").And.Contain("knows 2"));
    }

    [Test]
    public void Should_refuse_features_of_another_meaning()
    {
        var database = NewDatabase();
        Open(database, Versions, migrate: false).Dispose();

        var refused = Assert.Throws<SchemaMismatchException>(() => ClickHouseStore.Open(Address(database), 0xabc, migrate: true, Versions, default))!;

        Assert.That(refused.Message, Does.Contain("123456789abcdef0").And.Contain("0000000000000abc").And.Contain("new database"));
    }

    [Test]
    public void Should_refuse_a_table_that_changed_without_a_step()
    {
        var database = NewDatabase();
        Open(database, Versions, migrate: false).Dispose();
        var trades = WarehouseTables.Trades with { Columns = [.. WarehouseTables.Trades.Columns, new("new", ColumnKind.Int64, Nullable: true)] };

        var changed = ClickHouseVersions.Of([trades], new ClickHouseStep("event_times", "trades", ["ts_event_ms", "ts_tx_ms"]), new ClickHouseStep("filtered", "trades", ["filtered"]));

        Assert.That(() => Open(database, changed, migrate: true), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("checksum"));
    }

    private string Describe(string database) => string.Join('\n', new[] { "trades_rows", "trades", "l2_features_rows", "sessions" }.Select(table => Server.Query($"DESCRIBE TABLE {database}.{table}")));

    private string Ledger(string database) => Server.Query($"SELECT version, name, checksum FROM {database}.schema_migrations ORDER BY version");

    private string Address(string database) => $"clickhouse:http://127.0.0.1:{Server.HttpPort}/{database}";

    private ClickHouseStore Open(string database, ClickHouseVersions versions, bool migrate) => ClickHouseStore.Open(Address(database), Hash, migrate, versions, default);
}

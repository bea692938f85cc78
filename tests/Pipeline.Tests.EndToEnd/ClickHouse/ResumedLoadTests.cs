using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>A load of several files into ClickHouse, begun again wherever it was cut off.</summary>
public class ResumedLoadTests : ClickHouseServerFixture
{
    [Test]
    public void Should_hold_the_rows_of_a_load_that_was_not_cut_off()
    {
        using var folder = new TemporaryFolder();
        var stream = new CutOffStream(folder);
        var whole = NewDatabase();
        var commits = stream.Load(() => Open(whole));
        var rows = Rows(whole);
        for (var cut = 1; cut < commits; cut++)
        {
            var database = NewDatabase();
            stream.LoadTwice(() => Open(database), cut);

            Assert.That(Rows(database), Is.EqualTo(rows), $"cut off after {cut} of {commits} commits");
        }
    }

    private List<string> Rows(string database)
    {
        using var store = Open(database);
        return [.. WarehouseTables.All.SelectMany(table => RowText.In(store, table))];
    }

    private ClickHouseStore Open(string database) =>
        ClickHouseStore.Open($"clickhouse:http://127.0.0.1:{Server.HttpPort}/{database}", Events.FeatureSchema.Hash, migrate: false, CancellationToken.None);
}

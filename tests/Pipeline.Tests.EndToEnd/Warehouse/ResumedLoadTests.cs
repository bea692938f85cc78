using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>A load of several files, begun again wherever it was cut off: a batch may hold the end of one file and the beginning of the next.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class ResumedLoadTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_hold_the_rows_of_a_load_that_was_not_cut_off(string kind)
    {
        var stream = new CutOffStream(_folder);
        var commits = stream.Load(() => Open(kind, "whole"));
        var whole = LoadedTables.Of($"{kind}:{_folder.File("whole")}");
        using (var connection = LoadedTables.Open($"{kind}:{_folder.File("whole")}"))
        {
            Assert.That(connection.Ask("SELECT count(DISTINCT file) FROM l2_features"), Is.GreaterThan(2L));
            Assert.That(connection.Ask("SELECT count(*) FROM sessions"), Is.EqualTo(10L));
        }

        Assert.That(commits, Is.InRange(6, 30));
        for (var cut = 1; cut < commits; cut++)
        {
            var name = $"cut-{cut}";
            stream.LoadTwice(() => Open(kind, name), cut);

            Assert.That(LoadedTables.Of($"{kind}:{_folder.File(name)}"), Is.EqualTo(whole), $"cut off after {cut} of {commits} commits");
        }
    }

    // A database takes every batch at once here: otherwise so small a load is one transaction.
    private IWarehouseStore Open(string kind, string name)
    {
        var opening = StoreOpening.For(SmallStore.Options.Features);
        return kind == "duckdb" ? DuckDbStore.Open(_folder.File(name), opening, rowsAtOnce: 1) : ParquetStore.Open(_folder.File(name), opening);
    }
}

using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Migrations;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Tests.Warehouse;

/// <summary>A database whose making was cut off between two steps of its schema holds no row: the next load makes the rest.</summary>
internal sealed class CutOffDatabaseTests
{
    private static IEnumerable<int> Versions => Enumerable.Range(0, Migration.Of("duckdb").Count);

    [TestCaseSource(nameof(Versions))]
    public void Should_be_made_whole_by_whoever_opens_it_next(int version)
    {
        using var folder = new TemporaryFolder();
        using var connection = DuckDbSession.Open(folder.File("cut.duckdb"));
        var migrator = new DuckDbMigrator(connection, "cut.duckdb");
        migrator.MoveTo(version);

        migrator.Prepare(new StoreOpening(FeatureSchema.Hash));

        Assert.That(migrator.Current(), Is.EqualTo(migrator.Newest));
    }

    [Test]
    public void Should_still_refuse_an_older_one_that_was_made_whole()
    {
        using var folder = new TemporaryFolder();
        using var connection = DuckDbSession.Open(folder.File("old.duckdb"));
        var migrator = new DuckDbMigrator(connection, "old.duckdb");
        migrator.Prepare(new StoreOpening(FeatureSchema.Hash));
        migrator.MoveTo(migrator.Newest - 1);

        Assert.That(() => migrator.Prepare(new StoreOpening(FeatureSchema.Hash)), Throws.TypeOf<SchemaMismatchException>().With.Message.Contains("--migrate"));
    }
}

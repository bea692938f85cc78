using System.Globalization;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Targets;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>What a newcomer meets first: the recording without a fault ends with 0, says nothing of damage, and has rows that lack nothing.</summary>
internal sealed class DemoRecordingTests
{
    private const double LeastShareOfWholeRows = 0.15;

    // `target_reasons` holds so many, `target_reasons_2` the rest.
    private const int FirstTargets = 9;

    // A minute of volatility, and the whole second in which the book began.
    private const long WarmUpNanos = 61_000_000_000;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_replay_without_a_word_of_damage() =>
        Assert.That(Verb.Run(Verb.Done, "replay", DemoRecording.Path).Errors, Is.Empty);

    [Test]
    public void Should_have_whole_rows_and_miss_targets_only_at_its_ends()
    {
        var store = $"duckdb:{_folder.File("demo.duckdb")}";
        Assert.That(Verb.Run(Verb.Done, "load", DemoRecording.Path, "--to", store).Errors, Is.Empty);
        using var connection = LoadedTables.Open(store);
        long Count(string condition) =>
            Convert.ToInt64(connection.Ask($"SELECT count(*) FROM l2_features WHERE {condition}"), CultureInfo.InvariantCulture);

        var names = FeatureSchema.Columns.Select(column => $"\"{column.Name}\"").ToList();
        var whole = Count(string.Join(" AND ", names.Select(name => $"{name} IS NOT NULL")));
        Assert.That((double)whole / Count("true"), Is.GreaterThan(LeastShareOfWholeRows), "rows with every column and every target");

        var warm = $"ts_recv_ns >= (SELECT min(ts_recv_ns) FROM l2_features) + {WarmUpNanos}";
        Assert.That(Count($"{warm} AND NOT ({Reasons("target_reasons", FirstTargets)} AND {Reasons("target_reasons_2", MoreTargets)})"), Is.Zero);
    }

    private static int MoreTargets => FeatureSchema.Columns.Count(column => TargetHorizons.IsTarget(column.Name)) - FirstTargets;

    private static string Reasons(string column, int targets) => string.Join(
        " AND ",
        Enumerable.Range(0, targets).Select(target => $"({column} >> {4 * target}) & 15 IN ({(int)TargetReason.None}, {(int)TargetReason.PastTape})"));
}

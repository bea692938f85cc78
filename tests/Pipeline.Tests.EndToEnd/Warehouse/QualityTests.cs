using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`quality` as a user runs it: every number of its object, counted anew in plain SQL.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class QualityTests
{
    private const double Tolerance = 1e-9;

    private static readonly string[] Named =
        ["qRow", "qTime", "coverage", "validTargets", "validTargetsAll", "oneSided", "nullMid", "levelFill", "gaps"];

    private static readonly string[] OfGaps = ["count", "totalSeconds", "longestSeconds"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_say_of_a_store_what_its_tables_hold()
    {
        var store = Load(FaultyRecording.Path, Verb.Damaged);
        var quality = Verb.Json(Verb.Damaged, "quality", store);
        var stored = Verb.Row(
            """
            select avg(quality_score), count(*) filter ((bid_px_1 is null) <> (ask_px_1 is null)), count(*) filter (mid is null),
                avg((bid_px_10 is not null and ask_px_10 is not null)::int), count(*) from l2_features
            """, "--from", store);
        var gaps = Verb.Row("select count(*), sum(to_ns - from_ns) / 1e9, max(to_ns - from_ns) / 1e9 from gaps", "--from", store);

        Assert.That(quality.EnumerateObject().Select(each => each.Name), Is.SupersetOf(Named));
        Assert.That(new[] { "qRow", "oneSided", "nullMid", "levelFill", "rows" }.Select(name => quality.GetProperty(name).GetDouble()), Is.EqualTo(stored.Select(value => value.GetDouble())).Within(Tolerance));
        Assert.That(OfGaps.Select(name => quality.GetProperty("gaps").GetProperty(name).GetDouble()), Is.EqualTo(gaps.Select(value => value.GetDouble())).Within(Tolerance));
        AssertTargets(quality, store);
    }

    [Test]
    public void Should_weigh_by_the_time_that_a_row_was_in_force()
    {
        var store = Load(_folder.WriteLines("silent.txt", WithSilence()), Verb.Done);
        var quality = Verb.Json(Verb.Done, "quality", store);
        var stored = Verb.Row(
            """
            with s as (select first_pipeline_ns, last_pipeline_ns, last_pipeline_ns - first_pipeline_ns as wall from sessions),
            f as (
                select coalesce(quality_score, 0) as q, least(500000000, coalesce(lead(ts_pipeline_ns) over (order by ts_pipeline_ns, "row"), s.last_pipeline_ns) - ts_pipeline_ns) as ns
                from l2_features, s)
            select sum(q * ns) / any_value(wall), sum(ns) / any_value(wall), any_value(wall) / 1e9 from f, s
            """, "--from", store);

        Assert.That(
            new[] { "qTime", "coverage", "wallSeconds" }.Select(name => quality.GetProperty(name).GetDouble()),
            Is.EqualTo(stored.Select(value => value.GetDouble())).Within(Tolerance));
        Assert.That(quality.GetProperty("coverage").GetDouble(), Is.InRange(0.5, 1));
    }

    [Test]
    public void Should_fail_where_a_target_is_missing_without_a_reason()
    {
        var store = Load(_folder.WriteLines("small.txt", SmallRecording.Lines), Verb.Done);
        using (var connection = DuckDbSession.Open(store["duckdb:".Length..]))
        {
            connection.Run("UPDATE l2_features SET y_ret_1s = NULL WHERE \"row\" = (SELECT min(\"row\") FROM l2_features WHERE y_ret_1s IS NOT NULL)");
        }

        Assert.That(Verb.Json(Verb.CheckFailed, "quality", store).GetProperty("unexplainedTargets").GetProperty("y_ret_1s").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public void Should_write_a_page_and_compare_and_say_that_a_recording_was_damaged()
    {
        var page = _folder.File("quality.html");
        var other = _folder.WriteLines("small.txt", SmallRecording.Lines);

        var quality = Verb.Json(Verb.Damaged, "quality", FaultyRecording.Path, "--html", page, "--compare", other);

        Assert.That(quality.GetProperty("compared").GetProperty("rows").GetInt64(), Is.LessThan(quality.GetProperty("rows").GetInt64()));
        Assert.That(quality.GetProperty("differences").EnumerateObject().Count(), Is.Positive);
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>").IgnoreCase.And.Contain("BTCUSDT"));
        Assert.That(File.ReadAllText(page), Does.Contain("repeat(auto-fit, minmax("), "the tiles wrap where the screen is narrow");
        Assert.That(Verb.Run(Verb.Done, "quality", other).Output, Does.Contain("valid targets"));
    }

    [TestCase("absent.gz", "no such file")]
    [TestCase("parquet:absent", "holds no warehouse")]
    public void Should_exit_with_4_where_the_input_cannot_be_used(string input, string words) =>
        Assert.That(Verb.Run(Verb.Unusable, "quality", input, "--json").Errors, Does.Contain(words));

    // Two seconds in the middle in which nothing is received, which is longer than a row is in force.
    private static IEnumerable<string> WithSilence() => SmallRecording.Lines.Select((line, number) =>
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var nanos = long.Parse(line[..space], CultureInfo.InvariantCulture);
        return $"{nanos + (number > SmallRecording.LineCount / 2 ? 2_000_000_000 : 0)}{line[space..]}";
    });

    private string Load(string recording, int exitCode)
    {
        var store = $"duckdb:{_folder.File("store.duckdb")}";
        Verb.Run(exitCode, "load", recording, "--to", store);
        return store;
    }

    private static void AssertTargets(JsonElement quality, string store)
    {
        using var connection = LoadedTables.Open(store);
        foreach (var (name, seconds) in new[] { ("y_ret_1s", 1), ("y_ret_10s", 10), ("y_ret_30s", 30), ("target_return_1min", 60) })
        {
            var counts = connection.List(
                $"SELECT count(*), count(*) FILTER (ts_pipeline_ns + {seconds}000000000 <= last_pipeline_ns), count({name}) FROM l2_features, (SELECT last_pipeline_ns FROM sessions)",
                row => new double[] { row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) }).Single();
            Assert.That(quality.GetProperty("validTargets").GetProperty(name).GetDouble(), Is.EqualTo(counts[2] / counts[1]).Within(Tolerance), name);
            Assert.That(quality.GetProperty("validTargetsAll").GetProperty(name).GetDouble(), Is.EqualTo(counts[2] / counts[0]).Within(Tolerance), name);
        }
    }
}

using System.Text.Json;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Testing;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>34 hours of a thin market in three files, frozen as one data set, and every claim about it counted anew in plain SQL.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class NexoDataSetTests
{
    private const long Rows = 99_029;
    private const double Enough = 0.99;

    private static readonly (string Name, int Seconds)[] Returns =
        [("y_ret_1s", 1), ("y_ret_10s", 10), ("y_ret_30s", 30), ("target_return_1min", 60), ("target_return_5min", 300), ("target_direction", 60)];

    private static readonly string[] Targets =
        ["target_return_1min", "target_return_5min", "target_volatility", "target_direction", "y_ret_1s", "y_ret_10s", "y_ret_30s", "y_cost", "y_tb"];

    private TemporaryFolder _folder = null!;
    private string[] _captures = null!;
    private JsonElement _built;
    private DuckDBConnection _connection = null!;

    [OneTimeSetUp]
    public void Build()
    {
        _captures = [.. new[] { 23, 24, 25 }.Select(day => Require($"captures/spot-nexousdt-202407{day}.gz"))];
        _folder = new TemporaryFolder();
        Verb.Run(Verb.Done, ["load", .. _captures, "--to", Store]);
        _built = Verb.Json(Verb.Done, "dataset", "build", "--config", Config($"source: {Store}"), "--folder", _folder.File("sets"));
        _connection = LoadedTables.Open(Store);
        _connection.Run($"CREATE VIEW built AS SELECT * FROM read_parquet('{Path.Combine(_folder.File("sets"), Id(_built), "rows.parquet")}')");
        _connection.Run("CREATE VIEW ends AS SELECT max(last_recv_ns) AS end_ns FROM sessions");
    }

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        _connection?.Dispose();
        _folder?.Dispose();
    }

    private string Store => $"duckdb:{_folder.File("nexo.duckdb")}";

    [Test]
    public void Should_have_one_address_from_a_store_and_from_copies_of_its_captures()
    {
        string[] copies = [.. _captures.Select((capture, number) => Copy(capture, $"part{number}.gz"))];
        var again = Verb.Json(Verb.Done, "dataset", "build", "--config", Config($"source: [{string.Join(", ", copies)}]"), "--folder", _folder.File("others"));

        Assert.That(Id(again), Is.EqualTo(Id(_built)));
        Assert.That(_built.GetProperty("rows").GetInt64(), Is.EqualTo(Rows));
    }

    [Test]
    public void Should_hold_whole_books_in_every_row()
    {
        Assert.That(Count("bid_px_1 IS NULL OR ask_px_1 IS NULL"), Is.Zero, "one side");
        Assert.That(Count("mid IS NULL"), Is.Zero, "no mid");
        var full = string.Join(" AND ", Enumerable.Range(1, 10).Select(rank => $"bid_px_{rank} IS NOT NULL AND bid_sz_{rank} > 0 AND ask_px_{rank} IS NOT NULL AND ask_sz_{rank} > 0"));
        Assert.That((double)Count(full) / Rows, Is.GreaterThanOrEqualTo(0.999), "all twenty levels");
    }

    [Test]
    public void Should_give_every_target_without_a_value_a_reason_and_no_other()
    {
        for (var target = 0; target < Targets.Length; target++)
        {
            Assert.That(Count($"({Targets[target]} IS NULL) <> ((target_reasons >> {4 * target}) & 15 <> 0)"), Is.Zero, Targets[target]);
        }
    }

    // A mid is valid for a second after its row; the sheet asks for nothing else of a return, and the market has no gap.
    [Test]
    public void Should_have_a_return_exactly_where_a_mid_stands_at_the_end_of_the_horizon()
    {
        foreach (var (name, seconds) in Returns)
        {
            var counts = Numbers($"""
                WITH r AS (SELECT ts_recv_ns, {name} IS NOT NULL AS has, ts_recv_ns + {seconds}000000000 AS end_ns FROM built),
                at_end AS (SELECT r.*, r.end_ns - l.ts_recv_ns <= 1000000000 AS has_mid FROM r ASOF JOIN built l ON r.end_ns >= l.ts_recv_ns)
                SELECT count(*) FILTER (end_ns <= e.end_ns_of_tape AND has_mid), count(*) FILTER (has), count(*) FILTER (has <> (end_ns <= e.end_ns_of_tape AND has_mid))
                FROM at_end, (SELECT end_ns AS end_ns_of_tape FROM ends) e
                """);

            Assert.That(counts[0], Is.GreaterThan(40_000), name);
            Assert.That((counts[1], counts[2]), Is.EqualTo((counts[0], 0)), name);
        }
    }

    [Test]
    public void Should_have_targets_where_no_stale_stretch_touches_the_horizon_and_count_them_as_quality_does()
    {
        var quality = Verb.Json(Verb.Done, "quality", Store);
        foreach (var (name, seconds) in Returns)
        {
            var counts = Numbers(Clean(name, seconds));
            var told = quality.GetProperty("validTargetsClean").GetProperty(name);

            Assert.That(counts[1], Is.GreaterThanOrEqualTo(Enough * counts[0]), name);
            Assert.That(told.ValueKind == JsonValueKind.Null ? 0 : told.GetDouble(), Is.EqualTo(counts[0] == 0 ? 0 : (double)counts[1] / counts[0]).Within(1e-12), name);
            Assert.That(quality.GetProperty("validTargets").GetProperty(name).GetDouble(), Is.EqualTo((double)counts[3] / counts[2]).Within(1e-12), name);
            Assert.That(quality.GetProperty("validTargetsAll").GetProperty(name).GetDouble(), Is.EqualTo((double)counts[3] / Rows).Within(1e-12), name);
            TestContext.Out.WriteLine($"{name}: {counts[0]:N0} rows that nothing stale touches, {counts[1]:N0} valid; {counts[2]:N0} end inside the tape, {counts[3]:N0} valid");
        }

        Assert.That((quality.GetProperty("oneSided").GetInt64(), quality.GetProperty("nullMid").GetInt64()), Is.EqualTo((0L, 0L)));
        Assert.That(quality.GetProperty("levelFill").GetDouble(), Is.GreaterThanOrEqualTo(0.999));
    }

    // A stretch is stale from a second after a row to the next one.
    private static string Clean(string name, int seconds) => $"""
        WITH stale AS (
            SELECT ts_recv_ns + 1000000000 AS from_ns, lead(ts_recv_ns) OVER (ORDER BY ts_recv_ns, file, row) AS to_ns FROM built
            QUALIFY to_ns IS NULL OR to_ns > from_ns),
        reach AS (SELECT ts_recv_ns, ts_recv_ns + {seconds}000000000 AS end_ns, {name} IS NOT NULL AS has FROM built),
        touched AS (
            SELECT r.*, s.from_ns IS NOT NULL AND s.from_ns < r.end_ns AS is_touched
            FROM reach r ASOF LEFT JOIN (SELECT from_ns, coalesce(to_ns, {long.MaxValue}) AS to_ns FROM stale) s ON r.ts_recv_ns < s.to_ns)
        SELECT count(*) FILTER (NOT is_touched), count(*) FILTER (NOT is_touched AND has), count(*), count(*) FILTER (has)
        FROM touched t, ends e WHERE t.end_ns <= e.end_ns
        """;

    private long Count(string condition) => (long)_connection.Ask($"SELECT count(*) FROM built WHERE {condition}")!;

    private IReadOnlyList<long> Numbers(string sql) =>
        _connection.List(sql, row => Enumerable.Range(0, row.FieldCount).Select(row.GetInt64).ToArray()).Single();

    private string Config(string source)
    {
        File.WriteAllText(_folder.File("nexo.yaml"), $"{source}\nsymbols: [NEXO/USDT]\n");
        return _folder.File("nexo.yaml");
    }

    private string Copy(string path, string name)
    {
        File.Copy(path, _folder.File(name));
        return _folder.File(name);
    }

    private static string Id(JsonElement built) => built.GetProperty("id").GetString()!;

    private static string Require(string relativePath)
    {
        if (!SharedFiles.TryFind(relativePath, out var path))
        {
            Assert.Ignore($"needs shared/{relativePath}, which is not beside this checkout");
        }

        return path;
    }
}

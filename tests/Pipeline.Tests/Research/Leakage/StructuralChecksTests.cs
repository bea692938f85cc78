using NUnit.Framework;
using Pipeline.Research.Leakage;
using Pipeline.Tests.Research.DataSets;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>Mistakes in rows that are built already: each is seeded into a sound set, and each is caught alone.</summary>
public class StructuralChecksTests
{
    private const long Second = SmallWarehouse.Second;

    private static readonly string RandomSplit =
        "SELECT 0 AS fold, CASE WHEN hash(row) % 3 = 0 THEN 'test' ELSE 'train' END AS part, market, symbol, ts_pipeline_ns, file, row FROM built";

    [TestCase("", null)]
    [TestCase("UPDATE built SET grid_ns = ts_pipeline_ns - 1 WHERE row = 50", "rows-known-at-their-time")]
    [TestCase("UPDATE built SET grid_ns = ts_pipeline_ns // 2000000000 * 2000000000", "rows-known-at-their-time")]
    [TestCase("INSERT INTO built SELECT * REPLACE (99 AS file) FROM built", "files-apart")]
    [TestCase("UPDATE built SET y_ret_10s = 1", "targets-off-gaps")]
    [TestCase("UPDATE built SET target_volatility = 1", "targets-off-gaps")]
    [TestCase("DELETE FROM gaps; UPDATE built SET target_return_1min = 1 WHERE session_id = 0", "targets-in-one-session")]
    [TestCase("UPDATE built SET target_return_5min = 1 WHERE row = (SELECT max(row) FROM built)", "targets-before-the-end")]
    public void Should_catch(string mistake, string? check)
    {
        using var warehouse = Built();
        warehouse.Connection.Run($"SELECT 1; {mistake}");

        var findings = new StructuralChecks(warehouse.Connection, Sound()).Run();

        Assert.That(findings.Select(finding => finding.Check).Distinct(), check is null ? Is.Empty : Does.Contain(check), string.Join("; ", findings));
    }

    [Test]
    public void Should_catch_a_random_split_and_pass_one_by_time()
    {
        using var warehouse = Built();
        warehouse.Connection.Run($"CREATE TABLE random AS {RandomSplit}");
        warehouse.Connection.Run($"""
            CREATE TABLE timed AS SELECT 0 AS fold, CASE WHEN ts_pipeline_ns < {SmallWarehouse.Start + 200 * Second} THEN 'train' ELSE 'test' END AS part, market, symbol, ts_pipeline_ns, file, row
            FROM built WHERE ts_pipeline_ns < {SmallWarehouse.Start + 200 * Second} OR ts_pipeline_ns >= {SmallWarehouse.Start + 501 * Second}
            """);

        var random = new StructuralChecks(warehouse.Connection, Sound() with { Parts = "random", TimeColumn = "ts_pipeline_ns" }).Run();
        var timed = new StructuralChecks(warehouse.Connection, Sound() with { Parts = "timed", TimeColumn = "ts_pipeline_ns" }).Run();
        var near = new StructuralChecks(warehouse.Connection, Sound() with { Parts = "timed", TimeColumn = "ts_pipeline_ns", HorizonNanos = 302 * Second }).Run();

        Assert.That(random.Select(finding => finding.Check), Is.EqualTo(new[] { "parts-apart" }));
        Assert.That(timed, Is.Empty);
        Assert.That(near.Select(finding => finding.Check), Is.EqualTo(new[] { "parts-apart" }));
    }

    private static SmallWarehouse Built()
    {
        var warehouse = new SmallWarehouse();
        warehouse.Connection.Run("CREATE TABLE built AS SELECT *, ts_pipeline_ns + 3000000 AS grid_ns FROM l2_features WHERE symbol = 'BTCUSDT'");
        return warehouse;
    }

    private static BuiltRows Sound() => new()
    {
        Rows = "built",
        Gaps = "gaps",
        Sessions = "sessions",
        TimeColumn = "grid_ns",
        Targets = ["target_return_1min", "target_return_5min", "target_volatility", "y_ret_10s"],
        HorizonNanos = 300 * Second,
        WindowNanos = 300 * Second,
    };
}

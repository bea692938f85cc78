using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Research.Leakage;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Tests.Research.DataSets;

public class DataSetBuilderTests
{
    private const long Embargo = 302 * SmallWarehouse.Second;
    private static readonly SplitConfig Split = new() { Train = "100s", Validation = "60s", Test = "40s", Step = "20s", Embargo = "302s" };

    private readonly SmallWarehouse _warehouse = new();
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean()
    {
        _warehouse.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Should_give_the_same_id_and_the_same_bytes_wherever_and_whenever_it_is_built()
    {
        var config = Config("first") with { Split = Split with { Validation = null } };
        var first = _warehouse.Build(config);
        var second = _warehouse.Build(config with { Out = _folder.File("second"), Source = "elsewhere" });

        Assert.That(second.Id, Is.EqualTo(first.Id));
        foreach (var file in first.Files)
        {
            var bytes = File.ReadAllBytes(Path.Combine(_folder.File("first"), first.Id, file.Name));
            Assert.That(File.ReadAllBytes(Path.Combine(_folder.File("second"), first.Id, file.Name)), Is.EqualTo(bytes), file.Name);
        }

        Assert.That(Directory.GetFileSystemEntries(_folder.File("first")), Has.Length.EqualTo(1), "no draft stays");
    }

    [Test]
    public void Should_give_another_id_when_a_value_a_column_or_a_parameter_is_another()
    {
        using var changed = new SmallWarehouse();
        changed.Connection.Run("UPDATE l2_features SET mid = mid + 1e-9 WHERE symbol = 'BTCUSDT' AND row = 700");
        var config = Config("ids") with { Columns = new List<object> { "mid", "spread" } };

        string[] ids =
        [
            _warehouse.Build(config).Id, changed.Build(config).Id, _warehouse.Build(config with { Columns = new List<object> { "mid" } }).Id,
            _warehouse.Build(config with { View = "grid" }).Id, _warehouse.Build(config with { View = "grid", Step = "200ms" }).Id,
            _warehouse.Build(config with { To = "2024-08-08T00:10:00Z" }).Id, _warehouse.Build(config with { Symbols = ["ethusdt"] }).Id,
        ];

        Assert.That(ids, Is.Unique);
    }

    [Test]
    public void Should_hold_every_chosen_row_as_it_was_and_hash_its_columns_in_order()
    {
        var manifest = _warehouse.Build(Config("rows") with { Symbols = ["BTCUSDT", "ETH/USDT:USDT"], From = "2024-08-08T00:01:00Z", To = "2024-08-08T00:14:00Z" });
        var file = DuckDbSession.Literal(Path.Combine(_folder.File("rows"), manifest.Id, "rows.parquet"));
        var wanted = "SELECT * EXCLUDE (block) FROM l2_features WHERE ts_recv_ns >= 1723075260000000000 AND ts_recv_ns < 1723076040000000000";

        Assert.That(_warehouse.Count($"SELECT count(*) FROM ({wanted})"), Is.EqualTo(manifest.Rows).And.GreaterThan(10_000));
        var names = string.Join(", ", manifest.Columns.Where(column => column.Name != "clean_mask").Select(column => column.Name));
        Assert.That(_warehouse.Count($"SELECT count(*) FROM (SELECT {names} FROM ({wanted}) EXCEPT ALL SELECT {names} FROM read_parquet({file}))"), Is.Zero);
        foreach (var column in manifest.Columns.Where(column => column.Kind == "double"))
        {
            var hash = new ColumnHash(Pipeline.Features.Table.ColumnKind.Double);
            _warehouse.Connection.List($"SELECT {column.Name} FROM ({wanted}) ORDER BY market, symbol, ts_recv_ns, session_id, row, file", row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0))
                .ForEach(value => Add(hash, value));
            Assert.That(column.Hash, Is.EqualTo($"{hash.Value:x16}"), column.Name);
        }
    }

    [Test]
    public void Should_take_at_each_step_the_row_in_force_and_none_across_a_gap([Values(100, 250)] int stepMs)
    {
        var manifest = _warehouse.Build(Config("grid") with { View = "grid", Step = $"{stepMs}ms", Columns = new List<object> { "mid" } });
        var file = DuckDbSession.Literal(Path.Combine(_folder.File("grid"), manifest.Id, "rows.parquet"));
        var found = _warehouse.Connection.List($"SELECT grid_ns, row FROM read_parquet({file}) ORDER BY grid_ns", row => (row.GetInt64(0), row.GetInt64(1)));

        Assert.That(found, Is.EqualTo(PlainGrid(stepMs * 1_000_000L)));
        Assert.That(found.Select(each => each.Item1), Has.None.InRange(SmallWarehouse.Detected, SmallWarehouse.Synced - 1));
    }

    [Test]
    public void Should_keep_parts_apart_and_purge_labels_that_reach_out_of_their_part()
    {
        var manifest = _warehouse.Build(Config("split") with { Split = Split with { Train = "60s", Validation = null, Test = "40s" }, Columns = new List<object> { "mid", "y_ret_30s", "rv_300s" } });
        var file = DuckDbSession.Literal(Path.Combine(_folder.File("split"), manifest.Id, "splits.parquet"));
        var seed = _warehouse.Seed("BTCUSDT");
        var from = seed[0].Nanos;
        var parts = new List<(long, string, long)>();
        for (var fold = 0; from + fold * 20 * SmallWarehouse.Second + 402 * SmallWarehouse.Second <= seed[^1].Nanos + 1; fold++)
        {
            var begin = from + fold * 20 * SmallWarehouse.Second;
            var test = begin + 60 * SmallWarehouse.Second + Embargo;
            parts.AddRange(seed.Where(row => row.Nanos >= begin && row.Nanos + 30 * SmallWarehouse.Second < begin + 60 * SmallWarehouse.Second).Select(row => ((long)fold, "train", row.Row)));
            parts.AddRange(seed.Where(row => row.Nanos >= test && row.Nanos < test + 40 * SmallWarehouse.Second).Select(row => ((long)fold, "test", row.Row)));
        }

        Assert.That(_warehouse.Connection.List($"SELECT fold, part, row FROM read_parquet({file})", row => (row.GetInt64(0), row.GetString(1), row.GetInt64(2))), Is.EqualTo(parts));
        Assert.That(manifest.Split.Sum(part => part.Rows), Is.EqualTo(parts.Count).And.GreaterThan(0));
        Assert.That(manifest.Split.Where(part => part.Part == "train").Select(part => part.Purged), Has.All.GreaterThan(0));
        Assert.That(manifest.EmbargoNanos, Is.EqualTo(Embargo));
    }

    [Test]
    public void Should_mask_rows_that_cleaning_names_and_keep_them_out_of_every_part()
    {
        using var warehouse = new SmallWarehouse();
        var config = Config("cleaned") with { Cleaning = "all", Columns = new List<object> { "mid", "y_ret_1s" }, Split = new SplitConfig { Train = "300s", Test = "300s" } };
        var manifest = warehouse.Build(config, new EverySeventh());
        var folder = Path.Combine(_folder.File("cleaned"), manifest.Id);

        Assert.That(manifest.Cleaning.Single().Rows, Is.EqualTo(warehouse.Count("SELECT count(*) FROM seed WHERE symbol = 'BTCUSDT' AND row % 7 = 0")));
        Assert.That(warehouse.Count($"SELECT count(*) FROM read_parquet('{folder}/rows.parquet') WHERE (clean_mask = 4) <> (row % 7 = 0)"), Is.Zero);
        Assert.That(warehouse.Count($"SELECT count(*) FROM read_parquet('{folder}/splits.parquet') WHERE row % 7 = 0"), Is.Zero);
        Assert.That(manifest.Split.Select(part => part.Masked), Has.All.GreaterThan(0));
    }

    [Test]
    public void Should_refuse_rows_whose_target_was_computed_across_a_gap_and_leave_nothing()
    {
        using var warehouse = new SmallWarehouse();
        warehouse.Connection.Run($"UPDATE l2_features SET y_ret_10s = 1.5 WHERE symbol = 'BTCUSDT' AND ts_recv_ns < {SmallWarehouse.Detected} AND ts_recv_ns > {SmallWarehouse.Detected - 5 * SmallWarehouse.Second}");

        var refused = Assert.Throws<LeakageException>(() => warehouse.Build(Config("refused")))!;

        Assert.That(refused.Findings.Select(finding => finding.Check), Does.Contain("targets-off-gaps"));
        Assert.That(refused.Message, Does.Contain("y_ret_10s"));
        Assert.That(Directory.GetFileSystemEntries(_folder.File("refused")), Is.Empty);
    }

    [Test]
    public void Should_leave_nothing_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var builder = new DataSetBuilder(_warehouse.Connection, Config("cancelled"), SystemClock.Instance);

        Assert.Throws<OperationCanceledException>(() => builder.Build(source.Token));
        Assert.That(Directory.GetFileSystemEntries(_folder.File("cancelled")), Is.Empty);
    }

    private DataSetConfig Config(string folder) => _warehouse.Config(_folder.File(folder));

    private static void Add(ColumnHash hash, double? value)
    {
        if (value is { } number)
        {
            hash.Add(number);
        }
        else
        {
            hash.AddNull();
        }
    }

    private List<(long, long)> PlainGrid(long step)
    {
        var seed = _warehouse.Seed("BTCUSDT");
        var grid = new List<(long, long)>();
        for (var time = (seed[0].Nanos + step - 1) / step * step; time <= seed[^1].Nanos; time += step)
        {
            var last = seed.Last(row => row.Nanos <= time);
            var isBroken = last.Nanos < SmallWarehouse.Synced && time >= SmallWarehouse.Detected;
            if (!isBroken && time - last.Nanos <= SmallWarehouse.Second)
            {
                grid.Add((time, last.Row));
            }
        }

        return grid;
    }

    private sealed class EverySeventh : IRowCleaning
    {
        public IReadOnlyList<string> Run(DuckDB.NET.Data.DuckDBConnection connection, IReadOnlyList<string>? rules)
        {
            connection.Run("CREATE TABLE cleaned AS SELECT file, block, row, market, symbol, CASE WHEN row % 7 = 0 THEN 4 ELSE 0 END::BIGINT AS mask FROM l2_features");
            connection.Run("CREATE TABLE cleaning_audit AS SELECT 'seventh' AS rule, market, symbol, file, row FROM cleaned WHERE mask <> 0");
            return ["seventh"];
        }
    }
}

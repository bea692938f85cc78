using System.Text;
using NUnit.Framework;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>What a current server has and Debian's lacks: our statements and our bytes, taken by a current engine.</summary>
public class ModernClickHouseTests
{
    private const string Database = "warehouse";

    private const int Seed = 20261128;

    private static readonly ClickHouseDialect Modern = ClickHouseDialect.Of("26.7.2.1");

    private static readonly ClickHouseLayout Layout = new(Modern, Database, cluster: null);

    private string _folder = "";
    private ChdbEngine? _engine;

    [OneTimeSetUp]
    public void Start()
    {
        ClickHouseInstalled.Require(ChdbEngine.Library is not null, "a current ClickHouse is missing: npm ci --ignore-scripts in tests/chdb");
        _folder = Directory.CreateTempSubdirectory("chdb-").FullName;
        _engine = new(Path.Combine(_folder, "data"));
        RunAll(Layout.CreateDatabase());
        RunAll([.. WarehouseTables.All.SelectMany(Layout.CreateTable), .. Layout.CreateLedgers(), .. WarehouseTables.All.Select(Layout.CreateView)]);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _engine?.Dispose();
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Should_tell_the_dialect_by_the_version()
    {
        Assert.That(ClickHouseDialect.Of(Text("SELECT version()")), Is.EqualTo(Modern));
        Assert.That(ClickHouseDialect.Of("18.16.1").IsModern, Is.False);
    }

    [Test]
    public void Should_give_back_every_table_bit_for_bit()
    {
        var batch = new RandomRows(Seed).Block(WarehouseTables.All, file: 7, block: 3, rows: 200);

        Commit(batch, attempt: 11);
        Commit(batch, attempt: 12);
        InsertRows(batch, attempt: 5);

        foreach (var rows in batch.Tables)
        {
            Assert.That(Read(rows.Table), Is.EqualTo(RowText.Of(rows)), rows.Table.Name);
        }
    }

    [TestCase("l2_features_rows", "ts_recv_ns", "DateTime64(9, 'UTC')", "CODEC(DoubleDelta, ZSTD(1))")]
    [TestCase("l2_features_rows", "symbol", "LowCardinality(String)", "CODEC(ZSTD(1))")]
    [TestCase("l2_features_rows", "bid_px_1", "Nullable(Float64)", "CODEC(Gorilla(8), ZSTD(1))")]
    [TestCase("sessions_rows", "first_recv_ns", "Nullable(DateTime64(9, 'UTC'))", "CODEC(DoubleDelta, ZSTD(1))")]
    [TestCase("sessions_rows", "content_hash", "String", "CODEC(ZSTD(1))")]
    [TestCase("rejects_rows", "line", "Nullable(Int64)", "CODEC(Delta(8), ZSTD(1))")]
    public void Should_use_the_types_and_codecs_of_a_current_server(string table, string column, string type, string codec)
    {
        var told = Text($"SELECT type || ' ' || compression_codec FROM system.columns WHERE database = '{Database}' AND table = '{table}' AND name = '{column}'");

        Assert.That(told, Is.EqualTo($"{type} {codec}"));
    }

    [Test]
    public void Should_add_a_column_and_remove_leftovers()
    {
        var rejects = WarehouseTables.Rejects with { Name = "rejects_of_old" };
        var before = rejects with { Columns = [.. rejects.Columns.Where(column => column.Name != "text_hash")] };
        RunAll([.. Layout.CreateTable(before), Layout.CreateView(before)]);
        var batch = new RandomRows(Seed).Block([before], file: 90, block: 0, rows: 10);
        InsertRows(batch, attempt: 3);

        RunAll([.. Layout.AddColumn(rejects, "text_hash"), Layout.DropView(rejects), Layout.CreateView(rejects)]);
        var hidden = Text(Layout.HiddenBatches(rejects, before: 4));
        RunAll(Layout.DeleteBatches(rejects, [long.Parse(hidden)]) + " SETTINGS mutations_sync = 1");

        Assert.That(hidden, Is.EqualTo("3"));
        Assert.That(Text($"SELECT count() FROM {Layout.Rows(rejects.Name)}"), Is.EqualTo("0"));
        Assert.That(Text($"SELECT arrayStringConcat(groupArray(name), ' ') FROM system.columns WHERE database = '{Database}' AND table = 'rejects_of_old'"),
            Is.EqualTo(string.Join(' ', rejects.Columns.Select(column => column.Name))));
    }

    private void Commit(LoadBatch batch, long attempt)
    {
        InsertRows(batch, attempt);
        foreach (var line in batch.Blocks)
        {
            RunAll($"INSERT INTO {Layout.Rows("load_manifest")} (file, part, block, rows, batch) VALUES ({line.File}, {(int)line.Part}, {line.Block}, {line.Rows}, {attempt})");
        }
    }

    private void InsertRows(LoadBatch batch, long attempt)
    {
        foreach (var rows in batch.Tables)
        {
            var file = Path.Combine(_folder, $"{rows.Table.Name}-{attempt}.native");
            using (var stream = File.Create(file))
            {
                var writer = new NativeWriter(stream);
                writer.Write(rows, attempt, Modern);
                writer.Flush();
            }

            var names = string.Join(", ", rows.Columns.Select(column => $"`{column.Spec.Name}`").Append("batch"));
            RunAll($"INSERT INTO {Layout.Rows(rows.Table.Name)} ({names}) SELECT {names} FROM file('{file}', 'Native') SETTINGS max_partitions_per_insert_block = 0");
        }
    }

    private List<string> Read(TableSpec table)
    {
        var reader = new NativeReader(new MemoryStream(_engine!.Query(Layout.Select(table, null), "Native")));
        var (lines, rows) = (new List<string>(), new TableBatch(table));
        while (reader.TryRead(rows))
        {
            lines.AddRange(RowText.Of(rows));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private void RunAll(params string[] statements)
    {
        foreach (var statement in statements)
        {
            _engine!.Query(statement, "TSV");
        }
    }

    private string Text(string sql) => Encoding.UTF8.GetString(_engine!.Query(sql, "TSV")).Trim('\n');
}

using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`load` as a user runs it: once is enough, twice is once, and whoever kills it changes nothing.</summary>
internal sealed class LoadTests
{
    private const int Seed = 20261128;

    // The faulty recording holds lines that are no JSON.
    private const int DamagedRecording = 3;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_change_nothing_when_loaded_twice(string store)
    {
        var to = $"{store}:{_folder.File("store")}";
        var first = Load(to, FaultyRecording.Path);
        var before = LoadedTables.Of(to);
        var second = Load(to, FaultyRecording.Path);

        Assert.That(first.Json().GetProperty("rows").GetProperty("l2_features").GetInt64(), Is.GreaterThan(100), first.All);
        Assert.That(second.Json().GetProperty("rows").EnumerateObject().Select(rows => rows.Value.GetInt64()), Is.All.Zero, second.All);
        Assert.That(second.Json().GetProperty("skippedBlocks").GetInt64(), Is.GreaterThan(0));
        Assert.That(LoadedTables.Of(to), Is.EqualTo(before));
    }

    [Test]
    public void Should_hold_the_same_rows_in_parquet_and_duckdb_from_a_tape_and_from_its_recording()
    {
        var tape = Tape();
        Load($"duckdb:{_folder.File("tape.duckdb")}", tape);
        Load($"parquet:{_folder.File("tape.parquet")}", tape);
        Load($"duckdb:{_folder.File("recording.duckdb")}", FaultyRecording.Path);

        var database = LoadedTables.Of($"duckdb:{_folder.File("tape.duckdb")}");
        Assert.That(LoadedTables.Of($"parquet:{_folder.File("tape.parquet")}"), Is.EqualTo(database));
        Assert.That(Market($"duckdb:{_folder.File("recording.duckdb")}"), Is.EqualTo(Market($"duckdb:{_folder.File("tape.duckdb")}")));
        Assert.That(database.Where(line => line.StartsWith("orders.file", StringComparison.Ordinal)), Has.None.Contains(": 0 rows"), "the tape's run traded");
    }

    [TestCase("duckdb", 25)]
    [TestCase("parquet", 25)]
    public void Should_equal_the_oracle_wherever_it_was_killed(string store, int kills)
    {
        var whole = $"{store}:{_folder.File("whole")}";
        var started = System.Diagnostics.Stopwatch.StartNew();
        Load(whole, FaultyRecording.Path, "--batch", "1500");
        var milliseconds = (int)started.ElapsedMilliseconds;
        var oracle = LoadedTables.Of(whole);
        var random = new Random(Seed);
        var resumed = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var to = $"{store}:{_folder.File($"killed-{kill}")}";
            var after = random.Next(milliseconds / 4, milliseconds);
            using (var process = new PipelineProcess(["load", FaultyRecording.Path, "--to", to, "--batch", "1500"]))
            {
                process.KillAfter(TimeSpan.FromMilliseconds(after));
            }

            var result = Load(to, FaultyRecording.Path, "--batch", "1500", "--json");
            resumed += result.Json().GetProperty("skippedBlocks").GetInt64() > 0 ? 1 : 0;
            Assert.That(LoadedTables.Of(to), Is.EqualTo(oracle), $"seed {Seed}, kill {kill} after {after} ms");
        }

        Assert.That(resumed, Is.GreaterThan(0), "some were killed between two commits");
    }

    [Test]
    public void Should_load_every_sound_row_of_twenty_inputs_and_list_every_reject()
    {
        var inputs = TwentyInputs.Write(_folder.Path, Seed);
        var to = $"duckdb:{_folder.File("twenty.duckdb")}";
        var result = PipelineProcess.Run(["load", .. inputs.Select(input => input.Path), "--to", to, "--json"]);
        var replay = PipelineProcess.Run(["replay", .. inputs.Select(input => input.Path), "--json"]);

        Assert.That(result.ExitCode, Is.EqualTo(3), result.All);
        using var connection = LoadedTables.Open(to);
        var rejects = connection.List("SELECT source, line, \"offset\", reason FROM rejects WHERE line IS NOT NULL", row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3)));
        Assert.That(connection.Ask("SELECT count(DISTINCT source) FROM sessions"), Is.EqualTo(20L), "twenty of twenty");
        Assert.That(connection.Ask("SELECT count(*) FROM l2_features"), Is.EqualTo(replay.Json().GetProperty("rows").GetInt64()));
        Assert.That(
            rejects.Select(reject => (reject.Item1, reject.Item2, reject.Item3)),
            Is.EquivalentTo(inputs.SelectMany(input => input.BadLines.Select(bad => (input.Path, bad.Number, bad.Offset)))));
        Assert.That(rejects.Select(reject => reject.Item4), Is.All.Not.Empty);
    }

    [Test]
    public void Should_read_a_tape_in_sql_without_loading_it()
    {
        var tape = Tape();
        Load($"duckdb:{_folder.File("tape.duckdb")}", tape);
        const string Columns = "count(*), sum(mid), sum(target_reasons), min(ts_recv_ns), max(update_id)";

        var direct = PipelineProcess.Run("sql", $"select {Columns} from tape('{tape}')", "--json");
        var loaded = PipelineProcess.Run("sql", $"select {Columns} from l2_features", "--from", $"duckdb:{_folder.File("tape.duckdb")}", "--json");
        var trades = PipelineProcess.Run("sql", $"select count(*) from tape_trades('{tape}')", "--json");

        Assert.That(direct.ExitCode, Is.EqualTo(DamagedRecording), direct.All);
        Assert.That(Row(direct)[0].GetInt64(), Is.GreaterThan(100));
        Assert.That(Row(direct).Select(value => value.GetRawText()), Is.EqualTo(Row(loaded).Select(value => value.GetRawText())));
        Assert.That(Row(trades)[0].GetInt64(), Is.GreaterThan(100));
    }

    [Test]
    public void Should_refuse_an_older_schema_and_say_the_way_out()
    {
        var path = _folder.File("old.duckdb");
        Load($"duckdb:{path}", FaultyRecording.Path);
        var fresh = LoadedTables.Of($"duckdb:{path}", WarehouseTables.Trades);
        Assert.That(PipelineProcess.Run("load", "--to", $"duckdb:{path}", "--migrate", "1").ExitCode, Is.Zero);

        var refused = PipelineProcess.Run("load", FaultyRecording.Path, "--to", $"duckdb:{path}");
        var moved = PipelineProcess.Run("load", "--to", $"duckdb:{path}", "--migrate");

        Assert.That(refused.ExitCode, Is.EqualTo(4), refused.All);
        Assert.That(refused.Errors, Does.Contain("--migrate"));
        Assert.That(moved.ExitCode, Is.Zero, moved.All);
        Assert.That(LoadedTables.Of($"duckdb:{path}", WarehouseTables.Trades), Is.EqualTo(fresh));
    }

    [TestCase("nonsense", 2)]
    [TestCase("sqlite:x", 2)]
    [TestCase("clickhouse:nonsense", 2)]
    public void Should_say_what_a_store_looks_like(string to, int exitCode)
    {
        var result = PipelineProcess.Run("load", FaultyRecording.Path, "--to", to);

        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(result.Errors, Does.Contain("clickhouse:"));
    }

    private string Tape()
    {
        var tape = _folder.File("demo.tape");
        Assert.That(PipelineProcess.Run("replay", FaultyRecording.Path, "--journal", tape).ExitCode, Is.EqualTo(DamagedRecording));
        return tape;
    }

    // What the faulty recording lost its tape has lost too.
    private PipelineProcess.Result Load(string to, string input, params string[] more)
    {
        var result = PipelineProcess.Run(["load", input, "--to", to, "--json", .. more.Where(word => word != "--json")]);
        Assert.That(result.ExitCode, Is.EqualTo(input == FaultyRecording.Path || input == _folder.File("demo.tape") ? DamagedRecording : 0), result.All);
        return result;
    }

    // Files are named by what they are, so a tape and its recording differ in the columns that say where a row comes from.
    private static IReadOnlyList<string> Market(string address) =>
        [.. LoadedTables.Of(address, WarehouseTables.Features, WarehouseTables.Trades, WarehouseTables.Gaps)
            .Where(line => !line.Contains(".file:", StringComparison.Ordinal) && !line.Contains(".block:", StringComparison.Ordinal))];

    private static IReadOnlyList<JsonElement> Row(PipelineProcess.Result result) =>
        [.. result.Json().GetProperty("rows").EnumerateArray().First().EnumerateArray()];
}

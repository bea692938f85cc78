using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`sql` as a user runs it: a tape is a table, and what is wrong is told as what it is.</summary>
[Parallelizable(ParallelScope.Self)]
[SupportedOSPlatform("linux")]
internal sealed class SqlTests
{
    private TemporaryFolder _folder = null!;
    private string _recording = null!;
    private string _tape = null!;

    [OneTimeSetUp]
    public void ImportTape()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
        _tape = _folder.File("small.tape");
        Verb.Run(Verb.Done, "tape", "import", _recording, "--out", _tape, "--decisions");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("l2_features", "tape")]
    [TestCase("sessions", "tape_sessions")]
    public void Should_say_where_a_table_of_a_store_is_had(string table, string function) => Assert.That(
        Verb.Run(Verb.Usage, "sql", $"select * from {table}").Errors,
        Does.Contain("--from duckdb:PATH").And.Contain($"from {function}('run.tape')").And.Not.Contain("sqlite_master"));

    [TestCase("tape", "count(*), sum(mid), sum(ofi_l1), max(update_id), count(y_ret_1s), bit_xor(target_reasons)")]
    [TestCase("tape_trades", "count(*), sum(price), sum(size), min(trade_id), count(distinct taker)")]
    [TestCase("tape_events", "count(*), sum(price), sum(size), max(update_id), min(side)")]
    [TestCase("tape_sessions", "count(*), sum(rows), sum(messages), min(symbol), max(last_recv_ns)")]
    public void Should_find_the_same_in_an_imported_tape_as_in_its_recording(string function, string columns)
    {
        var rows = Verb.Json(Verb.Done, "sql", $"select {columns} from {function}('{_tape}') union all select {columns} from {function}('{_recording}')").GetProperty("rows");

        Assert.That(rows[0][0].GetInt64(), Is.Positive);
        Assert.That(rows[0].GetRawText(), Is.EqualTo(rows[1].GetRawText()));
    }

    [Test]
    public void Should_find_as_many_rows_in_a_tape_as_a_replay_of_it_cuts() => Assert.That(
        Verb.Row($"select count(*), count(distinct symbol) from tape('{_tape}')").Select(value => value.GetInt64()),
        Is.EqualTo([Verb.Json(Verb.Done, "replay", _tape).GetProperty("rows").GetInt64(), 1]));

    [Test]
    public void Should_print_columns_without_rows_where_nothing_fits()
    {
        string[] arguments = ["sql", $"select symbol, mid from tape('{_tape}') where mid < 0"];
        var json = Verb.Json(Verb.Done, arguments);

        Assert.That(json.GetProperty("columns").EnumerateArray().Select(name => name.GetString()), Is.EqualTo(["symbol", "mid"]));
        Assert.That(json.GetProperty("rows").GetArrayLength(), Is.Zero);
        Assert.That(Verb.Run(Verb.Done, [.. arguments, "--csv"]).Output.Trim(), Is.EqualTo("symbol,mid"));
    }

    [Test]
    public void Should_print_values_that_json_and_csv_have_no_word_for()
    {
        const string Query = "select 170141183460469231731687303715884105727::hugeint, 'nan'::double, 'a,\"b\"', null";
        var row = Verb.Row(Query);

        Assert.That(row.Select(value => value.ValueKind), Is.EqualTo([JsonValueKind.String, JsonValueKind.String, JsonValueKind.String, JsonValueKind.Null]));
        Assert.That(row[0].GetString(), Is.EqualTo("170141183460469231731687303715884105727"));
        Assert.That(Verb.Run(Verb.Done, "sql", Query, "--csv").Output.Trim().Split('\n')[^1], Does.EndWith("NaN,\"a,\"\"b\"\"\","));
    }

    [TestCase("selec 1", "selec")]
    [TestCase("select nothing from tape('{tape}')", "nothing")]
    [TestCase("", "no statement")]
    [TestCase("-- a comment", "no statement")]
    [TestCase("select 1; select 2", "several statements")]
    public void Should_exit_with_2_where_the_query_is_wrong(string query, string words) => Assert.That(
        Verb.Run(Verb.Usage, "sql", query.Replace("{tape}", _tape, StringComparison.Ordinal)).Errors, Does.StartWith("pipeline: ").And.Contain(words));

    [TestCase("tape('{folder}/absent.tape')", "absent.tape: no such file")]
    [TestCase("tape_trades('{folder}/empty')", "is a folder and holds no tape")]
    [TestCase("tape('{folder}/text.txt')", "no usable line")]
    public void Should_exit_with_4_where_the_tape_cannot_be_read(string function, string words)
    {
        Directory.CreateDirectory(_folder.File("empty"));
        _folder.WriteLines("text.txt", ["hello"]);

        var result = Verb.Run(Verb.Unusable, "sql", $"select count(*) from {function.Replace("{folder}", _folder.Path, StringComparison.Ordinal)}");

        Assert.That(result.Errors, Does.Contain(words).And.Not.Contain("Invalid Input"));
    }

    [TestCase("parquet:absent")]
    [TestCase("duckdb:small.txt")]
    public void Should_exit_with_4_where_the_store_cannot_be_read(string from)
    {
        var place = _folder.File(from.Split(':')[1]);

        Assert.That(Verb.Run(Verb.Unusable, "sql", "select 1", "--from", $"{from.Split(':')[0]}:{place}").Errors, Does.Contain(place));
    }

    [Test]
    public void Should_say_that_a_recording_that_was_read_is_damaged()
    {
        var cut = _folder.WriteLines("cut.txt", [.. SmallRecording.Lines, "1790000009000000000 {\"cut"]);

        Verb.Run(Verb.Damaged, "sql", $"select count(*) from tape('{cut}')");
    }

    [Test]
    public void Should_stop_a_long_query_when_interrupted()
    {
        var growing = _folder.File("growing.csv");
        using var process = new PipelineProcess(["sql", $"copy (select range from range(1000000000000)) to '{growing}' (format csv)"]);
        process.WaitFor(() => File.Exists(growing) && new FileInfo(growing).Length > 0);
        process.Signal("INT");

        Assert.That(process.Finish().ExitCode, Is.EqualTo(Verb.Interrupted));
    }
}

using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>What `load` says where it cannot do what it was asked: the place, the reason, what to do, and the exit code of it.</summary>
[Parallelizable(ParallelScope.Self)]
[SupportedOSPlatform("linux")]
internal sealed class LoadErrorTests
{
    private TemporaryFolder _folder = null!;
    private string _recording = null!;

    [SetUp]
    public void WriteFiles()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
        _folder.WriteLines("text.txt", ["no recording, no tape, no database"]);
        _folder.WriteBytes("nothing", []);
        Directory.CreateDirectory(_folder.File("folder"));
        File.Copy(_folder.File("text.txt"), _folder.File("folder/text.txt"));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("absent.gz", "no such file")]
    [TestCase("folder", "is a folder and holds no tape")]
    [TestCase("text.txt", "no usable line")]
    [TestCase("nothing", "no usable line")]
    public void Should_exit_with_4_where_the_input_cannot_be_used(string input, string words)
    {
        var result = Verb.Run(Verb.Unusable, "load", _folder.File(input), "--to", $"duckdb:{_folder.File("x.duckdb")}", "--json");

        Assert.That(result.Errors, Does.StartWith("pipeline: ").And.Contain(_folder.File(input)).And.Contain(words));
        Assert.That(result.Output, Is.Empty);
        Assert.That(File.Exists(_folder.File("x.duckdb")), Is.False, "nothing was loaded, so nothing is there");
    }

    [TestCase("duckdb:{0}/text.txt", "cannot be opened as a DuckDB database")]
    [TestCase("duckdb:{0}/nothing", "cannot be opened as a DuckDB database")]
    [TestCase("duckdb:{0}/folder", "cannot be opened as a DuckDB database")]
    [TestCase("duckdb:{0}/text.txt/x.duckdb", "is a file and no folder")]
    [TestCase("parquet:{0}/text.txt", "is a file and no folder")]
    public void Should_exit_with_4_and_leave_alone_what_is_no_store(string to, string words)
    {
        var before = Bytes();
        var result = Verb.Run(Verb.Unusable, "load", _recording, "--to", to.Replace("{0}", _folder.Path, StringComparison.Ordinal));

        Assert.That(result.Errors, Does.Contain(words));
        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [TestCase("y.csv", "a,b\n1,2\n", "a text, such as CSV")]
    [TestCase("y.json", "{\"a\": 1}\n", "a JSON file")]
    [TestCase("y.parquet", "PAR1 and more than that PAR1", "a Parquet file")]
    public void Should_exit_with_4_and_leave_alone_a_file_of_rows(string name, string text, string what)
    {
        File.WriteAllText(_folder.File(name), text);
        var before = Bytes();
        var loaded = Verb.Run(Verb.Unusable, "load", _recording, "--to", $"duckdb:{_folder.File(name)}");

        Assert.That(loaded.Errors, Does.Contain(name).And.Contain("cannot be opened as a DuckDB database").And.Contain(what));
        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [Test]
    public void Should_not_move_what_is_no_database() => Assert.That(
        Verb.Run(Verb.Unusable, "load", "--to", $"duckdb:{_folder.File("text.txt")}", "--migrate", "1").Errors, Does.Contain("cannot be opened as a DuckDB database"));

    [TestCase("{0}/x.duckdb", "duckdb:PATH, parquet:DIR or clickhouse:URL")]
    [TestCase("duckdb:", "duckdb:PATH, parquet:DIR or clickhouse:URL")]
    [TestCase("clickhouse:http://127.0.0.1:9", "clickhouse:http://HOST:PORT")]
    public void Should_exit_with_2_where_the_store_is_no_address(string to, string words) => Assert.That(
        Verb.Run(Verb.Usage, "load", _recording, "--to", to.Replace("{0}", _folder.Path, StringComparison.Ordinal)).Errors, Does.Contain(words));

    [Test]
    public void Should_exit_with_2_where_no_store_is_named() =>
        Assert.That(Verb.Run(Verb.Usage, "load", _recording).Errors, Does.Contain("--to").And.Contain("load --help"));

    [Test]
    public void Should_wait_for_nobody_who_has_the_database_open()
    {
        var path = _folder.File("open.duckdb");
        using (DuckDbSession.Open(path))
        {
            Assert.That(Verb.Run(Verb.Unusable, "load", _recording, "--to", $"duckdb:{path}").Errors, Does.Contain(path).And.Contain("close whoever has it open"));
        }

        Assert.That(Verb.Json(Verb.Done, "load", _recording, "--to", $"duckdb:{path}").GetProperty("rows").GetProperty("l2_features").GetInt64(), Is.Positive);
    }

    [Test]
    public void Should_wait_for_nobody_who_loads_into_the_folder()
    {
        Verb.Run(Verb.Done, "load", _recording, "--to", $"parquet:{_folder.File("rows")}");
        using var other = new FileStream(_folder.File("rows/_lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.That(Verb.Run(Verb.Unusable, "load", _recording, "--to", $"parquet:{_folder.File("rows")}").Errors, Does.Contain("_lock"));
    }

    // Both once told that they were interrupted: readers end because storing failed, and theirs was the exception that was told.
    [Test]
    public void Should_tell_what_a_folder_failed_of()
    {
        Directory.CreateDirectory(_folder.File("rows"));
        _folder.WriteLines("rows/trades", ["a file where a folder belongs"]);

        Assert.That(Verb.Run(Verb.Unusable, "load", _recording, "--to", $"parquet:{_folder.File("rows")}").Errors, Does.Contain("rows/trades"));
    }

    [Test]
    public void Should_tell_what_a_database_failed_of()
    {
        var path = _folder.File("short.duckdb");
        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate");
        using (var connection = DuckDbSession.Open(path))
        {
            connection.Run("DROP TABLE trades");
        }

        Assert.That(Verb.Run(Verb.Unusable, "load", _recording, "--to", $"duckdb:{path}").Errors, Does.Contain("trades").And.Contain("takes no more rows"));
    }

    [TestCase("_warehouse.json")]
    [TestCase("_manifest/a.json")]
    public void Should_refuse_a_folder_whose_own_notes_were_changed(string note)
    {
        Verb.Run(Verb.Done, "load", _recording, "--to", $"parquet:{_folder.File("rows")}");
        _folder.WriteLines($"rows/{note}", ["{"]);

        Assert.That(Verb.Run(Verb.Unusable, "load", _recording, "--to", $"parquet:{_folder.File("rows")}").Errors, Does.Contain(note));
    }

    [TestCase("--parallel", "0")]
    [TestCase("--config", "absent.yaml")]
    [TestCase("--no-such-option", "1")]
    public void Should_exit_with_2_where_an_option_is_wrong(string option, string value) =>
        Assert.That(Verb.Run(Verb.Usage, "load", _recording, "--to", $"duckdb:{_folder.File("x.duckdb")}", option, value).Errors, Does.Contain(option == "--config" ? value : option));

    private string[] Bytes() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}")];
}

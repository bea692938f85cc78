using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`dataset` as a user runs it: an address that only content decides, a manifest that can be checked, and keeping.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class DataSetTests
{
    private const long Second = 1_000_000_000;

    private static readonly string[] Printed = ["id", "rows", "syntheticRows", "columns", "featureSchemaHash", "files"];
    private static readonly string[] FewColumns = ["mid", "spread", "ofi_l1", "y_ret_1s", "target_reasons"];

    private TemporaryFolder _folder = null!;
    private string _recording = null!;

    [SetUp]
    public void WriteRecording()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_have_one_address_wherever_equal_inputs_lie_and_whatever_they_went_through()
    {
        var store = $"duckdb:{_folder.File("demo.duckdb")}";
        var copy = _folder.File("copy.gz");
        File.Copy(FaultyRecording.Path, copy);
        Verb.Run(Verb.Damaged, "load", copy, "--to", store);

        var first = Build(Verb.Damaged, FaultyRecording.Path, "first");
        var second = Build(Verb.Damaged, copy, "second");
        var third = Build(Verb.Damaged, store, "third");

        Assert.That(first.EnumerateObject().Select(each => each.Name), Is.EqualTo(Printed));
        Assert.That(first.GetProperty("rows").GetInt64(), Is.EqualTo(FaultyRecording.Expected().GetProperty("depthUpdates").GetInt64()));
        Assert.That(new[] { second, third }.Select(Id), Is.All.EqualTo(Id(first)));
        Assert.That(new[] { second, third }.Select(RowsOf), Is.All.EqualTo(RowsOf(first)), "the very bytes");
        Assert.That(Files(first).Select(File.Exists), Is.All.True);
    }

    [Test]
    public void Should_have_the_address_of_its_rows_and_parameters_and_not_of_the_files_they_came_from()
    {
        // An acknowledgement's number: no row knows of it.
        var touched = SmallRecording.Lines[0].Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal);
        Assert.That(touched, Is.Not.EqualTo(SmallRecording.Lines[0]));
        var other = _folder.WriteLines("other.txt", [touched, .. SmallRecording.Lines.Skip(1)]);
        string[] tapes = [_folder.File("one.tape"), _folder.File("two.tape")];
        foreach (var tape in tapes)
        {
            Verb.Run(Verb.Done, "tape", "import", _recording, "--out", tape);
        }

        var first = Id(Build(Verb.Done, _recording, "sets", "columns: [mid]"));
        string[] same = [.. tapes.Append(other).Select((source, index) => Id(Build(Verb.Done, source, $"sets-{index}", "columns: [mid]")))];
        string[] others =
        [
            Id(Build(Verb.Done, _recording, "sets", "columns: [mid]\nview: grid")),
            Id(Build(Verb.Done, _recording, "sets", "columns: [mid, spread]")),
            Id(Build(Verb.Done, _recording, "sets", "columns: [mid]\ncleaning: all")),
        ];

        Assert.That(same, Is.All.EqualTo(first));
        Assert.That(others.Append(first), Is.Unique);
        var compared = Verb.Json(Verb.Done, "dataset", "compare", first, others[1], "--folder", _folder.File("sets"));
        Assert.That(compared.GetProperty("equal").GetBoolean(), Is.False);
        Assert.That(
            compared.GetProperty("differences").EnumerateArray().Select(each => each.GetProperty("what").GetString()),
            Has.Some.StartsWith("column spread").And.None.StartsWith("input "), "the columns alone differ");
    }

    [Test]
    public void Should_say_in_its_manifest_what_it_was_made_of_and_what_it_holds()
    {
        var built = Build(Verb.Done, _recording, "sets", $"columns: [{string.Join(", ", FewColumns)}]\nsplit: {{train: 3s, test: 1s}}");
        var manifest = Verb.Json(Verb.Done, "dataset", "show", Id(built), "--folder", _folder.File("sets"));
        var input = manifest.GetProperty("inputs").EnumerateArray().Single();
        var session = Verb.Row($"select file_id, content_hash, feature_schema_hash, rows from tape_sessions('{_recording}')");

        Assert.That(input.GetProperty("contentHash").GetString(), Is.EqualTo(Sha256(_recording)));
        Assert.That(new[] { input.GetProperty("fileId"), input.GetProperty("contentHash"), manifest.GetProperty("featureSchemaHash") }.Select(each => each.GetString()), Is.EqualTo(session.Take(3).Select(each => each.GetString())));
        Assert.That(manifest.GetProperty("rows").GetInt64(), Is.EqualTo(session[3].GetInt64()));
        Assert.That(manifest.GetProperty("codeVersion").GetString(), Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That(manifest.GetProperty("parameters").EnumerateObject().Select(each => each.Name), Is.SupersetOf(["symbols", "from", "to", "view", "cleaning", "decisionLatencyNanos"]));
        Assert.That(manifest.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("name").GetString(), file.GetProperty("sha256").GetString())),
            Is.EqualTo(Files(built).Where(path => path.EndsWith(".parquet", StringComparison.Ordinal)).Select(path => (Path.GetFileName(path), Sha256(path)))));
        Assert.That(Hashes(manifest), Is.EqualTo(ParquetColumnHashes.Of(RowsPath(built))));
        Assert.That(Parts(manifest), Is.EqualTo(PartsBySql(RowsPath(built), manifest)));
    }

    [Test]
    public void Should_keep_what_is_pinned_or_named_and_remove_the_rest()
    {
        var sets = _folder.File("sets");
        var (kept, gone) = (Id(Build(Verb.Done, _recording, "sets", "columns: [spread]")), Id(Build(Verb.Done, _recording, "sets", "columns: [mid]")));
        Verb.Run(Verb.Done, "dataset", "name", kept[..8], "august", "--folder", sets);
        Assert.That(Verb.Run(Verb.Unusable, "dataset", "remove", "august", "--folder", sets).Errors, Does.Contain("has the name august"));
        Verb.Run(Verb.Done, "dataset", "pin", "august", "--folder", sets);
        Assert.That(Verb.Run(Verb.Unusable, "dataset", "remove", kept, "--folder", sets).Errors, Does.Contain("is pinned").And.Contain("unpin"));

        Verb.Run(Verb.Done, "dataset", "remove", gone, "--folder", sets);
        var listed = Verb.Json(Verb.Done, "dataset", "list", "--folder", sets).GetProperty("datasets").EnumerateArray().Single();
        Assert.That((Id(listed), listed.GetProperty("isPinned").GetBoolean(), listed.GetProperty("names")[0].GetString()), Is.EqualTo((kept, true, "august")));
        Assert.That(Directory.Exists(Path.Combine(sets, gone)), Is.False);

        Verb.Run(Verb.Done, "dataset", "unpin", kept, "--folder", sets);
        Verb.Run(Verb.Done, "dataset", "remove", kept, "--folder", sets);
        Assert.That(Verb.Run(Verb.Unusable, "dataset", "show", kept, "--folder", sets).Errors, Does.Contain(kept).And.Contain("dataset list"));
    }

    [TestCase("symbols: [BTCUSDT]\nsource: SOURCE\nsauce: x", 2, "sauce")]
    [TestCase("symbols: [BTCUSDT]", 2, "source is missing")]
    [TestCase("symbols: [DOGEUSDT]\nsource: SOURCE", 2, "DOGEUSDT")]
    [TestCase("symbols: [BTCUSDT]\nsource: SOURCE\nfrom: 2031-01-01", 2, "leave no row")]
    [TestCase("symbols: [BTCUSDT]\nsource: SOURCE\ncleaning: [no_such_rule]", 2, "no_such_rule")]
    [TestCase("symbols: [BTCUSDT]\nsource: {a: b}", 2, "source is neither")]
    [TestCase("symbols: [BTCUSDT]\nsource: absent.gz", 4, "absent.gz: no such file")]
    public void Should_say_what_is_wrong_and_keep_nothing(string yaml, int exitCode, string words)
    {
        File.WriteAllText(_folder.File("set.yaml"), yaml.Replace("SOURCE", _recording, StringComparison.Ordinal));

        var result = Verb.Run(exitCode, "dataset", "build", "--config", _folder.File("set.yaml"), "--folder", _folder.File("sets"), "--json");

        Assert.That(result.Errors, Does.StartWith("pipeline: ").And.Contain(words));
        Assert.That(Directory.Exists(_folder.File("sets")) ? Directory.GetFileSystemEntries(_folder.File("sets")) : [], Is.Empty);
    }

    private JsonElement Build(int exitCode, string source, string sets, string more = "")
    {
        File.WriteAllText(_folder.File("set.yaml"), $"source: {source}\nsymbols: [BTC/USDT:USDT]\n{more}\n");
        return Verb.Json(exitCode, "dataset", "build", "--config", _folder.File("set.yaml"), "--folder", _folder.File(sets));
    }

    private static string Id(JsonElement set) => set.GetProperty("id").GetString()!;

    private static IEnumerable<string> Files(JsonElement built) => built.GetProperty("files").EnumerateArray().Select(each => each.GetString()!);

    private static string RowsPath(JsonElement built) => Files(built).Single(path => Path.GetFileName(path) == "rows.parquet");

    private static string RowsOf(JsonElement built) => Sha256(RowsPath(built));

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static IEnumerable<(string, string)> Hashes(JsonElement manifest) =>
        manifest.GetProperty("columns").EnumerateArray().Select(column => (column.GetProperty("name").GetString()!, column.GetProperty("hash").GetString()!));

    private static IEnumerable<(string, long, long, long, long)> Parts(JsonElement manifest) => manifest.GetProperty("split").EnumerateArray().Select(part => (
        part.GetProperty("part").GetString()!, part.GetProperty("fromNanos").GetInt64(), part.GetProperty("toNanos").GetInt64(), part.GetProperty("rows").GetInt64(), part.GetProperty("purged").GetInt64()));

    // Folds of 3 s and 1 s with 1 s between, the longest horizon and window of the columns, each fold 1 s after the one before.
    private static IEnumerable<(string, long, long, long, long)> PartsBySql(string rows, JsonElement manifest)
    {
        using var connection = DuckDbSession.Open(null);
        var (first, last) = connection.List($"SELECT min(ts_recv_ns), max(ts_recv_ns) FROM '{rows}'", row => (row.GetInt64(0), row.GetInt64(1))).Single();
        Assert.That(manifest.GetProperty("embargoNanos").GetInt64(), Is.EqualTo(Second));
        var parts = new List<(string, long, long, long, long)>();
        for (var from = first; from + (5 * Second) <= last + 1; from += Second)
        {
            var trainEnd = from + (3 * Second);
            parts.Add(("train", from, trainEnd, Count(connection, rows, from, trainEnd - Second), Count(connection, rows, trainEnd - Second, trainEnd)));
            parts.Add(("test", trainEnd + Second, trainEnd + (2 * Second), Count(connection, rows, trainEnd + Second, trainEnd + (2 * Second)), 0));
        }

        Assert.That(parts, Has.Count.GreaterThan(3));
        return parts;
    }

    private static long Count(DuckDB.NET.Data.DuckDBConnection connection, string rows, long from, long to) =>
        (long)connection.Ask($"SELECT count(*) FROM '{rows}' WHERE ts_recv_ns >= {from} AND ts_recv_ns < {to}")!;
}

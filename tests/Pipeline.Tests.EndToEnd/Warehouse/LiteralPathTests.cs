using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>A folder's name means nothing: whatever it is, what is loaded under it is what was recorded.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class LiteralPathTests
{
    private const int Seed = 20261130;

    private static readonly string[] Parts =
        ["a", "b", "=", ";", "?", "*", "[", "]", "{", "}", "'", "\"", " ", "%", "#", "$", "&", "~", "\\", ",", "!", "^", "注文", "symbol=X", "file=3", "date=2024-08-08", "day=1", ":memory:"];

    // Each has stood for something else than itself somewhere.
    private static readonly string[] Known = ["symbol=ETHUSDT", "file=3", "date=2024-08-08", "a;b", "a?b", "a*", "[ab]", "a\\*b", "**", "market=spot", "row=1"];

    private TemporaryFolder _folder = null!;
    private string _recording = null!;
    private string _tables = null!;
    private string _id = null!;

    private static IEnumerable<string> Names
    {
        get
        {
            var random = new Random(Seed);
            return Known.Concat(Enumerable.Range(0, 9).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => Parts[random.Next(Parts.Length)]))));
        }
    }

    [OneTimeSetUp]
    public void LoadUnderAPlainName()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("small.txt", SmallRecording.Lines.Take(900));
        SmallStore.Load($"duckdb:{_folder.File("plain.duckdb")}", [_recording]);
        _tables = string.Join('\n', LoadedTables.Of($"duckdb:{_folder.File("plain.duckdb")}"));
        _id = SmallStore.DataSetOf($"duckdb:{_folder.File("plain.duckdb")}", _folder.File("plain-sets"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Names))]
    public void Should_hold_the_same_rows_and_the_same_data_set_under_any_name(string name)
    {
        var under = _folder.File($"{Guid.NewGuid():N}/{name}");

        // What a pattern in the name would match lies beside it, with other rows.
        foreach (var near in new[] { "a", "ab", "axb", "bb", "aX*b" }.Where(near => near != name))
        {
            var beside = Path.Combine(Path.GetDirectoryName(under)!, near);
            Directory.CreateDirectory(beside);
            File.WriteAllText(Path.Combine(beside, "rows"), "in the way");
        }

        foreach (var store in new[] { $"duckdb:{Path.Combine(under, "w.duckdb")}", $"parquet:{Path.Combine(under, "rows")}" })
        {
            Directory.CreateDirectory(under);
            if (store.StartsWith("duckdb:", StringComparison.Ordinal) && name.Contains('?', StringComparison.Ordinal))
            {
                AssertRefused(store, under);
                continue;
            }

            var loaded = SmallStore.Load(store, [_recording]);

            Assert.That(loaded.Rows["l2_features"], Is.Positive);
            Assert.That(string.Join('\n', LoadedTables.Of(store)), Is.EqualTo(_tables), store);
            Assert.That(SmallStore.Load(store, [_recording]).LoadedAlready, Is.EqualTo([_recording]), store);
            Assert.That(SmallStore.DataSetOf(store, Path.Combine(under, "sets")), Is.EqualTo(_id), store);
        }

        Assert.That(Directory.GetDirectories(Path.Combine(under, "rows"), "venue=*", SearchOption.AllDirectories), Is.Not.Empty);
    }

    [TestCase("a=b;c.duckdb")]
    [TestCase("a*[b].duckdb")]
    [TestCase("'quoted' \"name\" 100%#.duckdb")]
    public void Should_take_a_file_name_as_it_is(string name)
    {
        var store = $"duckdb:{_folder.File(name)}";
        SmallStore.Load(store, [_recording]);

        Assert.That(string.Join('\n', LoadedTables.Of(store)), Is.EqualTo(_tables));
    }

    // The one thing that DuckDB cannot do: its log would lie under half of the name.
    private void AssertRefused(string store, string under)
    {
        Assert.That(() => SmallStore.Load(store, [_recording]), Throws.TypeOf<Pipeline.Feeds.Capture.InputUnusableException>().With.Message.Contains("'?'").And.Message.Contains(under));
        Assert.That(Directory.GetFileSystemEntries(under), Is.Empty);
    }
}

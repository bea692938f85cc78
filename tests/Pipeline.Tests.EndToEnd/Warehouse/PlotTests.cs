using System.Xml.Linq;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`plot` as a user runs it: files that are what their names say, and nothing where nothing can be drawn.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class PlotTests
{
    private static readonly byte[] PngStart = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private TemporaryFolder _folder = null!;
    private string _store = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _folder = new TemporaryFolder();
        _store = $"duckdb:{_folder.File("rows.duckdb")}";
        Verb.Run(Verb.Done, "load", _folder.WriteLines("small.txt", SmallRecording.Lines), "--to", _store);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_draw_every_kind_as_png_and_svg()
    {
        var files = Verb.Json(Verb.Done, "plot", _store, "--out", _folder.File("all"), "--width", "800", "--height", "640").GetProperty("files").EnumerateArray()
            .Select(file => (Kind: file.GetProperty("kind").GetString()!, Path: file.GetProperty("path").GetString()!, Bytes: file.GetProperty("bytes").GetInt64())).ToList();

        Assert.That(files.Select(file => file.Kind).Distinct(), Is.EqualTo(["heatmap", "microstructure", "quality", "depth", "latency"]));
        Assert.That(files.Select(file => file.Path), Is.EquivalentTo(Directory.GetFiles(_folder.File("all"))), "these and no draft");
        Assert.That(files.Select(file => new FileInfo(file.Path).Length), Is.EqualTo(files.Select(file => file.Bytes)));
        foreach (var (_, path, _) in files)
        {
            AssertIsPicture(path);
        }
    }

    [Test]
    public void Should_draw_one_kind_of_a_recording_into_the_file_that_is_named()
    {
        var file = _folder.File("depth.svg");
        Verb.Run(Verb.Damaged, "plot", FaultyRecording.Path, "--kind", "depth", "--out", file, "--from", "2026-09-21T14:14:00Z");

        AssertIsPicture(file);
        Assert.That(File.ReadAllText(file), Does.Contain(Path.GetFileName(FaultyRecording.Path)).And.Not.Contain(DemoRecording.Folder), "a title tells the file, not its place");
    }

    [TestCase("")]
    [TestCase("/")]
    public void Should_call_a_store_by_its_kind_and_name(string end)
    {
        Verb.Run(Verb.Done, "load", _folder.File("small.txt"), "--to", $"parquet:{_folder.File($"market{end.Length}")}");
        var picture = _folder.File($"depth{end.Length}.svg");
        Verb.Run(Verb.Done, "plot", $"parquet:{_folder.File($"market{end.Length}")}{end}", "--kind", "depth", "--out", picture);

        Assert.That(File.ReadAllText(picture), Does.Match($@" rows · parquet:market{end.Length}\s*</text>"));
    }

    [TestCase(2, "heatmap, microstructure, quality, depth, latency", "--kind", "pie")]
    [TestCase(2, "one file holds one kind", "--kind", "depth,quality", "--out", "x.png")]
    [TestCase(2, "pixels", "--width", "10")]
    [TestCase(4, "ETHUSDT", "--symbol", "ETHUSDT")]
    [TestCase(2, "the span is empty", "--from", "2031-01-01")]
    [TestCase(2, "--to soon", "--to", "soon")]
    public void Should_say_what_is_wrong_and_draw_nothing(int exitCode, string words, params string[] options)
    {
        string[] place = options.Contains("--out") ? [] : ["--out", _folder.File("none")];
        var result = Verb.Run(exitCode, ["plot", _store, .. options, .. place]);

        Assert.That(result.Errors, Does.StartWith("pipeline: ").And.Contain(words).And.Not.Contain("duckdb:duckdb:"));
        Assert.That(Directory.Exists(_folder.File("none")) || File.Exists("x.png"), Is.False);
    }

    [TestCase("duckdb:absent.duckdb", "no such database")]
    [TestCase("absent.gz", "no such file")]
    public void Should_exit_with_4_where_the_input_cannot_be_used(string input, string words) =>
        Assert.That(Verb.Run(Verb.Unusable, "plot", input, "--out", _folder.File("none")).Errors, Does.Contain(words));

    [Test]
    public void Should_exit_with_2_where_there_is_no_row_to_draw()
    {
        var empty = _folder.WriteLines("no-snapshot.txt", SmallRecording.Lines.Where(line => !RecordedLines.IsSnapshot(line)));

        Assert.That(Verb.Run(Verb.Usage, "plot", empty, "--out", _folder.File("none")).Errors, Does.Contain("no rows"));
    }

    private static void AssertIsPicture(string path)
    {
        if (path.EndsWith(".png", StringComparison.Ordinal))
        {
            Assert.That(File.ReadAllBytes(path)[..PngStart.Length], Is.EqualTo(PngStart), path);
        }
        else
        {
            Assert.That(XDocument.Load(path).Root!.Name.LocalName, Is.EqualTo("svg"), path);
        }
    }
}

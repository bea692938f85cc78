using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`lineage` as a user runs it: from a tape to what came of it, back, and what a changed byte makes stale.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class LineageTests
{
    private static readonly string[] Chain = ["model", "dataset", "features", "cleaned", "tape"];

    private TemporaryFolder _folder = null!;
    private string _tape = null!;
    private string _dataSet = null!;
    private string _tapeId = null!;
    private string _model = null!;

    [OneTimeSetUp]
    public void BuildChain()
    {
        _folder = new TemporaryFolder();
        _tape = _folder.File("run.tape");
        var recording = _folder.WriteLines("recording.txt", [.. SmallRecording.SoundLines]);
        Verb.Run(Verb.Done, "replay", recording, "--journal", _tape);
        File.WriteAllText(_folder.File("set.yaml"), $"source: {_tape}\nsymbols: [BTCUSDT]\ncolumns: [mid]\nout: {Sets}\n");
        _dataSet = Verb.Json(Verb.Done, "dataset", "build", "--config", _folder.File("set.yaml")).GetProperty("id").GetString()!;
        Verb.Run(Verb.Done, "dataset", "name", _dataSet, "august", "--folder", Sets);
        _tapeId = Verb.Json(Verb.Done, "dataset", "show", "august", "--folder", Sets).GetProperty("inputs")[0].GetProperty("fileId").GetString()!;
        var model = _folder.WriteLines("model.txt", ["a model"]);
        _model = Verb.Run(Verb.Done, "lineage", "add-model", model, "--dataset", "august", "--folder", Sets).Output.Trim();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    private string Sets => _folder.File("sets");

    [Test]
    public void Should_walk_from_a_model_to_its_tape_and_from_the_tape_to_the_model()
    {
        var up = Walk(_model, "--up").GetProperty("up");
        var down = Walk(_tapeId, "--down").GetProperty("down");

        Assert.That(Texts(up, "kind"), Is.EqualTo(Chain));
        Assert.That(Texts(up, "id"), Has.Member(_dataSet).And.Member(_tapeId));
        Assert.That(Texts(down, "kind"), Is.EquivalentTo([.. Chain, "orders"]));
        Assert.That(Texts(up, "state").Concat(Texts(down, "state")), Is.All.EqualTo("current"));
        Assert.That(Texts(Walk("august", "--up").GetProperty("up"), "id")[0], Is.EqualTo(_dataSet), "a name is an address");
    }

    [Test]
    public void Should_find_the_tape_of_an_order()
    {
        var order = Verb.Row($"select min(client_order_id) from tape_orders('{_tape}')")[0].GetInt64();

        Assert.That(Texts(Walk($"order:{order}", "--up").GetProperty("up"), "id"), Does.Contain(_tapeId));
    }

    [Test]
    public void Should_mark_what_came_of_a_tape_of_which_a_byte_changed_and_unmark_it_once_it_is_back()
    {
        Flip(_tape);
        var down = Walk(_tapeId, "--down").GetProperty("down");
        var text = Verb.Run(Verb.Done, "lineage", _dataSet, "--up", "--folder", Sets).Output;
        Flip(_tape);

        Assert.That(Texts(down, "state"), Is.EqualTo(["changed", .. Enumerable.Repeat("stale", down.GetArrayLength() - 1)]));
        Assert.That(down.EnumerateArray().Skip(1).SelectMany(step => step.GetProperty("because").EnumerateArray()).Select(id => id.GetString()), Is.All.EqualTo(_tapeId).And.Not.Empty);
        Assert.That(text, Does.Contain("STALE").And.Contain("CHANGED").And.Contain(_tapeId));
        Assert.That(Texts(Walk(_tapeId, "--down").GetProperty("down"), "state"), Is.All.EqualTo("current"));
    }

    [Test]
    public void Should_mark_the_model_alone_where_a_data_set_is_gone()
    {
        var rows = Path.Combine(Sets, _dataSet, "rows.parquet");
        File.Move(rows, rows + ".away");
        var states = Walk(_tapeId, "--down").GetProperty("down").EnumerateArray().ToDictionary(step => step.GetProperty("kind").GetString()!, step => step.GetProperty("state").GetString());
        File.Move(rows + ".away", rows);

        Assert.That((states["tape"], states["features"], states["dataset"], states["model"]), Is.EqualTo(("current", "current", "missing", "stale")));
    }

    [TestCase("nothing")]
    [TestCase("order:1")]
    [TestCase("order:x")]
    public void Should_exit_with_4_where_nothing_is_noted(string id) =>
        Assert.That(Verb.Run(Verb.Unusable, "lineage", id, "--folder", Sets).Errors, Does.Contain(id));

    [Test]
    public void Should_say_how_orders_come_to_be_noted()
    {
        Assert.That(Verb.Run(Verb.Unusable, "lineage", "order:1", "--folder", Sets).Errors, Does.Contain("pipeline lineage scan duckdb:PATH"));
        Assert.That(Verb.Run(Verb.Done, "lineage", "scan", _tape, "--folder", _folder.File("scanned")).Output, Does.StartWith("1 tapes or recordings and "));
    }

    [Test]
    public void Should_exit_with_4_where_there_is_no_model_file() =>
        Assert.That(Verb.Run(Verb.Unusable, "lineage", "add-model", _folder.File("absent.txt"), "--dataset", "august", "--folder", Sets).Errors, Does.Contain("absent.txt"));

    private JsonElement Walk(string id, string way) => Verb.Json(Verb.Done, "lineage", id, way, "--folder", Sets);

    private static string[] Texts(JsonElement steps, string name) => [.. steps.EnumerateArray().Select(step => step.GetProperty(name).GetString()!)];

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

using NUnit.Framework;
using Pipeline.Research.DataSets;
using Pipeline.Research.Lineage;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Research.DataSets;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Lineage;

public class LineageTests
{
    private static readonly string[] Chain = ["orders", "model", "dataset", "features", "cleaned", "tape"];

    private SmallWarehouse _warehouse = null!;
    private TemporaryFolder _folder = null!;
    private LineageCatalog _catalog = null!;
    private DataSetManifest _manifest = null!;
    private string _model = null!;

    [SetUp]
    public void BuildChain()
    {
        _warehouse = new SmallWarehouse();
        _folder = new TemporaryFolder();
        _catalog = new LineageCatalog(_folder.File("lineage"));
        var notes = new LineageNotes(_catalog);
        foreach (var tape in new[] { "aa11", "bb22" })
        {
            File.WriteAllBytes(_folder.File(tape), [1, 2, 3, (byte)tape[0]]);
            _warehouse.Connection.Run($"UPDATE sessions SET source = '{_folder.File(tape)}', content_hash = '{FileHash.Of(_folder.File(tape))}' WHERE file_id = '{tape}'");
        }

        var config = _warehouse.Config(_folder.File("sets")) with { Columns = new List<object> { "mid" } };
        _manifest = _warehouse.Build(config);
        notes.AddDataSet(_manifest, new DataSetFolder(config.Out).FolderOf(_manifest.Id));
        File.WriteAllText(_folder.File("model.txt"), "tree");
        _model = notes.AddModel(_folder.File("model.txt"), _manifest.Id);
        _warehouse.Connection.Run($"UPDATE sessions SET model_hash = '{_model}' WHERE file_id = 'bb22'");
        _warehouse.Connection.Run("INSERT INTO orders (file, block, ordinal, symbol, client_order_id) VALUES (12, 0, 5, 'ETHUSDT', 4294967297), (12, 0, 9, 'ETHUSDT', 4294967298)");
        notes.AddSessions(_warehouse.Connection);
    }

    [TearDown]
    public void Clean()
    {
        _warehouse.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Should_walk_from_an_order_to_the_tape_and_from_the_tape_to_the_order()
    {
        var up = Graph().Up(_catalog.Find("order:4294967298").Id);
        var down = Graph().Down("aa11");

        Assert.That(up.Select(step => step.Node.Id), Does.Contain("bb22").And.Contain("aa11"));
        Assert.That(up.Where(step => step.Node.Id != "bb22").Select(step => step.Node.Kind), Is.EqualTo(Chain));
        Assert.That(down.Select(step => step.Node.Kind), Is.EqualTo(Chain.Reverse()));
        Assert.That(down.Concat(up).Select(step => step.State), Has.All.EqualTo(LineageState.Current));
    }

    [Test]
    public void Should_mark_every_descendant_of_a_tape_of_which_one_byte_changed()
    {
        var bytes = File.ReadAllBytes(_folder.File("aa11"));
        bytes[1] ^= 1;
        File.WriteAllBytes(_folder.File("aa11"), bytes);

        var down = Graph().Down("aa11");

        Assert.That(down[0].State, Is.EqualTo(LineageState.Changed));
        Assert.That(down.Skip(1).Select(step => step.State), Has.Exactly(5).Items.And.All.EqualTo(LineageState.Stale));
        Assert.That(down.Skip(1).SelectMany(step => step.Because), Has.All.EqualTo("aa11"));
        Assert.That(Graph().Up("bb22").Single().State, Is.EqualTo(LineageState.Current), "the other tape is what it was");
    }

    [Test]
    public void Should_say_what_is_gone_and_mark_only_what_came_of_it()
    {
        File.Delete(_folder.File("model.txt"));

        var steps = Graph().Down("aa11").ToDictionary(step => step.Node.Kind, step => step.State);

        Assert.That(steps["model"], Is.EqualTo(LineageState.Missing));
        Assert.That(steps["orders"], Is.EqualTo(LineageState.Stale));
        Assert.That(steps["dataset"], Is.EqualTo(LineageState.Current));
    }

    [Test]
    public void Should_mark_a_data_set_whose_own_rows_changed()
    {
        var rows = Path.Combine(_folder.File("sets"), _manifest.Id, "rows.parquet");
        var bytes = File.ReadAllBytes(rows);
        bytes[100] ^= 4;
        File.WriteAllBytes(rows, bytes);

        Assert.That(Graph().Up(_model).ToDictionary(step => step.Node.Kind, step => step.State)["dataset"], Is.EqualTo(LineageState.Changed));
        Assert.That(Graph().Up(_model)[0].State, Is.EqualTo(LineageState.Stale));
    }

    [TestCase("order:7")]
    [TestCase("order:x")]
    [TestCase("zz")]
    public void Should_refuse_what_nobody_noted(string id) =>
        Assert.That(() => _catalog.Find(id), Throws.TypeOf<InvalidDataException>());

    private LineageGraph Graph() => new(_catalog.Read());
}

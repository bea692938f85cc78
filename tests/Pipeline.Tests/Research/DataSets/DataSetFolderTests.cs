using NUnit.Framework;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Research.DataSets;

public class DataSetFolderTests
{
    private readonly TemporaryFolder _temporary = new();
    private readonly SmallWarehouse _warehouse = new();

    [OneTimeTearDown]
    public void Clean()
    {
        _warehouse.Dispose();
        _temporary.Dispose();
    }

    [Test]
    public void Should_name_list_pin_and_remove()
    {
        var (folder, first, second) = TwoSets("kept");
        folder.Name(first.Id[..8], "august");
        folder.Pin(second.Id);

        Assert.That(folder.List().Select(entry => entry.Manifest.Id), Is.EquivalentTo(new[] { first.Id, second.Id }));
        Assert.That(folder.Find("august").Manifest.Id, Is.EqualTo(first.Id));
        Assert.That(() => folder.Remove("august"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("has the name august"));
        Assert.That(() => folder.Remove(second.Id), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is pinned"));

        folder.Unpin("august");
        folder.Remove(first.Id);

        Assert.That(folder.List().Select(entry => entry.Manifest.Id), Is.EqualTo(new[] { second.Id }));
        Assert.That(() => folder.Find("august"), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase("")]
    [TestCase("../x")]
    [TestCase(".hidden")]
    [TestCase("abc123")]
    public void Should_refuse_a_name_that_is_a_path_or_looks_like_an_id(string name)
    {
        var (folder, first, _) = TwoSets("names");

        Assert.That(() => folder.Name(first.Id, name), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Should_refuse_a_manifest_that_was_changed()
    {
        var (folder, first, _) = TwoSets("changed");
        var path = Path.Combine(folder.FolderOf(first.Id), "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"rows\": {first.Rows}", $"\"rows\": {first.Rows + 1}", StringComparison.Ordinal));

        Assert.That(() => folder.Find(first.Id), Throws.TypeOf<InvalidDataException>().With.Message.Contains("was changed"));
    }

    [Test]
    public void Should_say_in_what_two_data_sets_differ()
    {
        var (_, first, second) = TwoSets("compared");

        Assert.That(DataSetComparison.Of(first, first), Is.Empty);
        Assert.That(DataSetComparison.Of(first, second).Select(each => each.What), Does.Contain("column spread").And.Not.Contain("column mid"));
    }

    private (DataSetFolder Folder, DataSetManifest First, DataSetManifest Second) TwoSets(string name)
    {
        var config = _warehouse.Config(_temporary.File(name)) with { Columns = new List<object> { "mid" } };
        return (new DataSetFolder(config.Out), _warehouse.Build(config), _warehouse.Build(config with { Columns = new List<object> { "mid", "spread" } }));
    }
}

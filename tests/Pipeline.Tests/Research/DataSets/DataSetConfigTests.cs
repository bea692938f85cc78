using NUnit.Framework;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Research.DataSets;

public class DataSetConfigTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [TestCase("source: x\nsymbol: [BTCUSDT]", "line 2", "symbol")]
    [TestCase("source: x\nsplit:\n  train: 1d\n  embargoo: 1d", "line 4", "embargoo")]
    [TestCase("source: x\nsource: y", "line 2", "source")]
    [TestCase("symbols: [a\nsource", "line", "")]
    [TestCase("", "empty", "")]
    public void Should_refuse_what_it_does_not_know_and_say_where(string text, string where, string what)
    {
        var path = _folder.WriteLines("bad.yaml", [text]);

        var refused = Assert.Throws<ConfigException>(() => DataSetConfig.Load(path))!;

        Assert.That(refused.Message, Does.StartWith(path).And.Contain(where).And.Contain(what));
    }

    [Test]
    public void Should_read_the_examples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
        {
            folder = folder.Parent!;
        }

        var config = DataSetConfig.Load(Path.Combine(folder.FullName, "docs", "examples", "dataset.yaml"));
        var demo = DataSetConfig.Load(Path.Combine(folder.FullName, "docs", "examples", "dataset-demo.yaml"));

        Assert.That(demo.Symbols, Is.EqualTo(new[] { "BTCUSDT" }));
        Assert.That(config.Symbols, Is.EqualTo(new[] { "BTC/USDT:USDT" }));
        Assert.That(config.Split!.Train, Is.EqualTo("14d"));
    }

    [TestCase("embargo", "10s")]
    [TestCase("train", "14 days")]
    [TestCase("train", "2d")]
    public void Should_refuse_a_split_that_cannot_be(string key, string value)
    {
        var split = new SplitConfig { Train = key == "train" ? value : "60s", Test = "60s", Embargo = key == "embargo" ? value : null };

        Assert.That(() => WalkForward.Plan(split, 0, 1_000_000_000_000, 300_000_000_000), Throws.TypeOf<ConfigException>().With.Message.Contains("split"));
    }

    [TestCase("view", "bars")]
    [TestCase("symbols", "BTCUSDC")]
    [TestCase("columns", "middle")]
    [TestCase("from", "8 August")]
    [TestCase("cleaning", "some")]
    [TestCase("step", "0ms")]
    public void Should_refuse_what_the_warehouse_does_not_have(string key, string value)
    {
        using var warehouse = new SmallWarehouse();
        var config = warehouse.Config(_folder.File("none"));
        config = key switch
        {
            "view" => config with { View = value },
            "symbols" => config with { Symbols = [value] },
            "columns" => config with { Columns = new List<object> { value } },
            "from" => config with { From = value },
            "cleaning" => config with { Cleaning = value },
            _ => config with { View = "grid", Step = value },
        };

        var refused = Assert.Catch(() => warehouse.Build(config))!;

        Assert.That(refused, Is.TypeOf<ConfigException>().Or.TypeOf<UnknownSymbolException>());
        Assert.That(refused.Message, Does.Contain(key == "symbols" ? value : key));
    }

    [Test]
    public void Should_know_the_horizon_of_every_target_of_the_sheet()
    {
        var targets = FeatureSchema.Columns.Where(column => TargetHorizons.LooksAhead(column.Null)).Select(column => column.Name).ToArray();

        Assert.That(targets.Select(TargetHorizons.SecondsOf), Has.All.GreaterThan(0));
        Assert.That(targets, Has.All.Matches<string>(name => TargetHorizons.IsTarget(name!)));
        Assert.That(TargetHorizons.LongestNanos(targets, 5), Is.EqualTo(300_000_000_005));
        Assert.That(TargetHorizons.LongestWindowNanos(["mid", "rv_300s"]), Is.EqualTo(300_000_000_000));
    }
}

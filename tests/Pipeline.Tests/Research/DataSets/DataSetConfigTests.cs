using NUnit.Framework;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Research.DataSets;
using Pipeline.Research.Leakage;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

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
    public void Should_refuse_rows_of_another_feature_sheet_than_the_one_that_is_named()
    {
        using var warehouse = new SmallWarehouse();
        warehouse.Connection.Run("UPDATE sessions SET feature_schema_hash = '00000000deadbeef'");

        Assert.That(
            () => warehouse.Build(warehouse.Config(_folder.Path)),
            Throws.TypeOf<ConfigException>().With.Message.Contains("00000000deadbeef").And.Message.Contains("config:"));
    }

    [Test]
    public void Should_record_what_targets_were_computed_with_and_keep_parts_as_far_apart_as_that_asks()
    {
        using var warehouse = new SmallWarehouse();
        var features = new FeatureParameters { DeadZoneBps = 2.5, DecisionLatencyMs = 50, BarrierSeconds = 400 };
        var file = _folder.WriteLines("trading.json", ["""{"features":{"deadZoneBps":2.5,"decisionLatencyMs":50,"barrierSeconds":400}}"""]);
        warehouse.Connection.Run($"UPDATE sessions SET feature_schema_hash = '{FeatureSchema.HashOf(features):x16}'");

        var config = warehouse.Config(_folder.Path) with { Config = file, Columns = new List<object> { "mid", "y_tb" }, Split = new SplitConfig { Train = "60s", Test = "60s" } };

        Assert.That(() => warehouse.Build(config), Throws.TypeOf<LeakageException>().With.Message.Contains("y_tb"), "targets of a minute, not of 400 s");
        warehouse.Connection.Run("UPDATE l2_features SET y_tb = NULL");
        var manifest = warehouse.Build(config);

        Assert.That(manifest.Parameters["deadZoneBps"], Is.EqualTo("2.5"));
        Assert.That(manifest.Parameters["decisionLatencyNanos"], Is.EqualTo("50000000"));
        Assert.That(manifest.Parameters["longestHorizonNanos"], Is.EqualTo("400050000000"));
        Assert.That(manifest.EmbargoNanos, Is.EqualTo(400_050_000_000));
    }

    [Test]
    public void Should_know_the_horizon_of_every_target_of_the_sheet()
    {
        var targets = FeatureSchema.Columns.Where(column => TargetHorizons.LooksAhead(column.Null)).Select(column => column.Name).ToArray();

        Assert.That(targets.Select(name => TargetHorizons.SecondsOf(name, FeatureParameters.Default)), Has.All.GreaterThan(0));
        Assert.That(targets, Has.All.Matches<string>(name => TargetHorizons.IsTarget(name!)));
        Assert.That(TargetHorizons.LongestNanos(targets, new FeatureParameters { DecisionLatencyMs = 5 }), Is.EqualTo(300_005_000_000));
        Assert.That(TargetHorizons.LongestNanos(targets, new FeatureParameters { DecisionLatencyMs = 5, BarrierSeconds = 900 }), Is.EqualTo(900_005_000_000));
        Assert.That(TargetHorizons.LongestNanos(targets, new FeatureParameters { CostSeconds = 700 }), Is.EqualTo(700_000_000_000));
        Assert.That(TargetHorizons.SecondsOf("y_short_30s", FeatureParameters.Default), Is.EqualTo(30));
    }

    [TestCase("rv_300s", 1_000, 302_000_000_000)]
    [TestCase("rv_300s", 60_000, 361_000_000_000)]
    [TestCase("ret_60s", 1_000, 61_000_000_000)]
    [TestCase("tfi_60s", 1_000, 60_000_000_000)]
    public void Should_look_back_as_far_as_the_oldest_mid_of_a_window(string column, long holdMs, long nanos)
    {
        Assert.That(TargetHorizons.LongestWindowNanos(["mid", column], new FeatureParameters { HoldMs = holdMs }), Is.EqualTo(nanos));
    }
}

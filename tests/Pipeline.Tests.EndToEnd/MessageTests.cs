using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>An error names what was seen, where, and what to type instead: in words of the user, never in types of the program.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("did you mean: pipeline replay x.gz", "replya", "x.gz")]
    [TestCase("did you mean: pipeline tape info x.tape", "info", "x.tape")]
    [TestCase("did you mean: pipeline tape info x.tape", "tape", "x.tape", "info")]
    [TestCase("did you mean: pipeline tape verify x.tape", "verify", "tape", "x.tape")]
    [TestCase("did you mean: pipeline dataset build --config x.yaml", "build", "dataset", "--config", "x.yaml")]
    [TestCase("did you mean: pipeline replay x.gz --json", "replay", "x.gz", "--jason")]
    [TestCase("did you mean: pipeline load x.gz --to duckdb:y", "load", "x.gz", "--too", "duckdb:y")]
    [TestCase("did you mean: pipeline replay x.gz --every=2", "replay", "x.gz", "--evry=2")]
    [TestCase("the verbs are demo, replay", "nothing-like-it")]
    [TestCase("the verbs are demo, replay")]
    [TestCase("the verbs of dataset are build, list", "dataset")]
    [TestCase("replay needs src: Recordings", "replay")]
    [TestCase("load needs --to: duckdb:PATH", "load", "x.gz")]
    [TestCase("--mode fast: use invoker, shared or dedicated", "replay", "x.gz", "--mode", "fast")]
    [TestCase("--every x: give a whole number", "replay", "x.gz", "--every", "x")]
    [TestCase("did you mean usdm?", "simulate", "--market", "usmd")]
    [TestCase("did you mean duckdb:y.duckdb?", "load", "-", "--to", "y.duckdb")]
    [TestCase("did you mean parquet:y?", "load", "-", "--to", "parqet:y")]
    [TestCase("pictures are .png or .svg", "plot", "x.tape", "--out", "x.gif")]
    [TestCase("as 2024-08-08T23:55:00Z", "plot", "x.tape", "--out", "x", "--from", "14:13")]
    [TestCase("--from -1: must be 0 or more", "tape", "cat", "x.tape", "--from", "-1")]
    [TestCase("for example 90s, 15m, 1h30m or 1d", "record", "--config", "x.yaml", "--for", "soon")]
    public void Should_say_what_to_type(string said, params string[] arguments) =>
        Assert.That(Verb.Run(Verb.Usage, arguments).Errors, Does.Contain(said).And.Not.Contain("System.").And.Not.Contain("Required command"));

    [Test]
    public void Should_name_the_strategy_that_was_meant() =>
        Assert.That(Verb.Run(Verb.Usage, "replay", FaultyRecording.Path, "--strategy", "takr").Errors, Does.Contain("use taker, market-maker, idle or DLL#Type; did you mean taker?"));

    [TestCase("tape", "cat")]
    [TestCase("tape", "verify")]
    [TestCase("verify")]
    [TestCase("replay")]
    [TestCase("quality")]
    public void Should_tell_a_missing_input_from_a_folder_and_name_what_is_near(params string[] verb)
    {
        _folder.WriteLines("morning.tape", [""]);

        var missing = Verb.Run(Verb.Unusable, [.. verb, _folder.File("mornin.tape")]).Errors;
        var folder = Verb.Run(Verb.Unusable, [.. verb, _folder.Path]).Errors;

        Assert.That(missing, Does.Contain("no such file").And.Contain($"did you mean {_folder.File("morning.tape")}?"));
        Assert.That(folder, Does.Contain("is a folder and holds no tape"));
    }

    [TestCase("info")]
    [TestCase("repair")]
    public void Should_name_the_nearest_tape(string verb)
    {
        _folder.WriteLines("morning.tape", [""]);

        Assert.That(Verb.Run(Verb.Unusable, "tape", verb, _folder.File("mornin.tape")).Errors, Does.Contain($"did you mean {_folder.File("morning.tape")}?"));
    }

    [Test]
    public void Should_name_the_tape_to_type_where_a_verb_takes_one_tape()
    {
        _folder.WriteLines("morning.tape", [""]);

        Assert.That(Verb.Run(Verb.Usage, "tape", "info", _folder.Path).Errors, Does.Contain($"type pipeline tape info {_folder.File("morning.tape")}"));
    }

    [TestCase("replay")]
    [TestCase("quality")]
    [TestCase("lineage", "scan")]
    public void Should_say_that_a_database_wants_its_prefix(params string[] verb)
    {
        var store = _folder.File("market.duckdb");
        Verb.Run(Verb.Done, "load", _folder.WriteLines("small.txt", SmallRecording.Lines.Take(900)), "--to", $"duckdb:{store}");

        Assert.That(Verb.Run(Verb.Unusable, [.. verb, store]).Errors, Does.Contain($"did you mean duckdb:{store}?"));
    }

    [TestCase("profile: simulater", "line 1: profile is 'simulater'; use simulator, testnet or live; did you mean simulator?")]
    [TestCase("lanes: 1\nlane: 2", "line 2: no such key: 'lane'; did you mean lanes?")]
    [TestCase("lanes: two", "line 1: lanes is 'two'; give a whole number")]
    [TestCase("symbols: BTCUSDT", "symbols: [BTCUSDT]")]
    [TestCase("journal: {newOrder: durable}", "'journal.newOrder'; did you mean newOrders?")]
    [TestCase("journal:\n  newOrders: duraple", "line 2: journal.newOrders is 'duraple'; use written or durable; did you mean durable?")]
    [TestCase("colour: red", "the keys are profile, addresses")]
    [TestCase("", "is empty; its keys are profile")]
    public void Should_name_line_and_values_of_a_session(string yaml, string said)
    {
        var file = _folder.File("session.yaml");
        File.WriteAllText(file, yaml);

        Assert.That(Verb.Run(Verb.Usage, "record", "--config", file).Errors, Does.Contain("session.yaml: ").And.Contain(said).And.Not.Contain("Pipeline."));
    }

    [TestCase("{\n\"risk\": {\"spreadMaxTick\": 3}}", "line 2: no such key: 'risk.spreadMaxTick'; did you mean spreadMaxTicks?")]
    [TestCase("{\"risk\": {\"maxOrderLots\": \"x\"},\n\"taker\": []}", "line 1: risk.maxOrderLots is 'x'; give a whole number; line 2: taker is a list; give keys")]
    [TestCase("{\"risk\": null}", "line 1: risk is 'null'; give a value, or leave the key out")]
    [TestCase("{\n\"risk\"", "line 3: Expected a value")]
    public void Should_name_line_and_values_of_a_trading_configuration(string json, string said)
    {
        var file = _folder.WriteLines("trading.json", [json]);

        Assert.That(Verb.Run(Verb.Usage, "replay", "-", "--config", file).Errors, Does.Contain("trading.json: ").And.Contain(said).And.Not.Contain("Pipeline.").And.Not.Contain("BytePosition"));
    }

    [TestCase("sorce: x", "line 1: no such key: 'sorce'; did you mean source?")]
    [TestCase("split: {trian: 1d}", "'split.trian'; did you mean train?")]
    [TestCase("symbols: BTCUSDT", "symbols: [BTCUSDT]")]
    public void Should_name_line_and_values_of_a_data_set(string yaml, string said) => Assert.That(
        Verb.Run(Verb.Usage, "dataset", "build", "--config", _folder.WriteLines("set.yaml", [yaml])).Errors, Does.Contain("set.yaml: ").And.Contain(said));
}

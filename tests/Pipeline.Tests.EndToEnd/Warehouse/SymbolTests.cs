using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`--symbol` before every kind of source: rows of what it names, or a refusal that says what the source holds.</summary>
internal sealed class SymbolTests
{
    private TemporaryFolder _folder = null!;
    private string _recording = null!;
    private string _tape = null!;
    private string _both = null!;
    private string _store = null!;

    [OneTimeSetUp]
    public void MakeSources()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("btc.txt", SmallRecording.Lines);
        var other = _folder.WriteLines("eth.txt", SmallRecording.About("ETHUSDT"));
        (_tape, _both, _store) = (_folder.File("btc.tape"), _folder.File("both.tape"), $"duckdb:{_folder.File("both.duckdb")}");
        Verb.Run(Verb.Done, "replay", _recording, "--journal", _tape);
        Verb.Run(Verb.Done, "replay", _recording, other, "--journal", _both);
        Verb.Run(Verb.Done, "load", _both, "--to", _store);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_take_the_rows_of_the_symbol_alone([Values("ETHUSDT", "usdm:ETHUSDT", "usdm:ethusdt")] string symbol)
    {
        const string Query = "select count(*), min(symbol), max(symbol) from ";
        var stored = Verb.Row($"{Query} l2_features", "--from", _store, "--symbol", symbol);
        var taped = Verb.Row($"{Query} tape('{_both}')", "--symbol", symbol);
        var measured = Verb.Json(Verb.Done, "quality", _store, "--symbol", symbol).GetProperty("rows").GetInt64();

        Assert.That((stored[1].GetString(), stored[2].GetString()), Is.EqualTo(("ETHUSDT", "ETHUSDT")));
        Assert.That((taped[0].GetInt64(), taped[1].GetString(), taped[2].GetString()), Is.EqualTo((stored[0].GetInt64(), "ETHUSDT", "ETHUSDT")));
        Assert.That(measured, Is.EqualTo(stored[0].GetInt64()).And.Positive);
        Assert.That(Verb.Json(Verb.Done, "quality", _both, "--symbol", symbol).GetProperty("rows").GetInt64(), Is.EqualTo(measured));
    }

    [TestCase("load", "--to")]
    [TestCase("replay", "--journal")]
    public void Should_not_take_a_part_of_a_tape(string verb, string option)
    {
        var place = verb == "load" ? $"duckdb:{_folder.File("part.duckdb")}" : _folder.File("part.tape");
        var refused = Verb.Run(Verb.Unusable, verb, _both, "--symbol", "ETHUSDT", option, place);

        Assert.That(refused.Errors, Does.Contain("holds usdm:BTCUSDT, usdm:ETHUSDT").And.Contain("leave --symbol out"));
        Assert.That(File.Exists(_folder.File("part.duckdb")) || File.Exists(_folder.File("part.tape.open")), Is.False);
    }

    [TestCase("quality")]
    [TestCase("replay")]
    [TestCase("load")]
    [TestCase("sql")]
    public void Should_say_what_a_source_holds_where_it_is_not_the_symbol(string verb)
    {
        string[] sources = verb switch { "load" or "replay" => [_tape, _recording], _ => [_tape, _recording, _store] };
        foreach (var source in sources)
        {
            string[] asked = verb == "load" ? [source, "--to", $"duckdb:{_folder.File("none.duckdb")}"]
                : verb != "sql" ? [source]
                : source == _store ? ["select 1", "--from", source] : [$"select * from tape('{source}')"];
            var refused = Verb.Run(Verb.Unusable, [verb, .. asked, "--symbol", "SOLUSDT"]);

            Assert.That(refused.Errors, Does.Contain("SOLUSDT").And.Contain("BTCUSDT"));
        }

        Assert.That(File.Exists(_folder.File("none.duckdb")), Is.False);
    }

    [TestCase("usdm:BTCUSDT", Verb.Done)]
    [TestCase("spot:BTCUSDT", Verb.Unusable)]
    public void Should_know_the_market_before_a_symbol(string symbol, int exitCode)
    {
        foreach (var source in new[] { _recording, _tape })
        {
            Verb.Run(exitCode, "replay", source, "--symbol", symbol);
            Verb.Run(exitCode, "quality", source, "--symbol", symbol);
        }
    }
}

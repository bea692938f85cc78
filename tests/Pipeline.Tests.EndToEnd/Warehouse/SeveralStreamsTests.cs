using System.Globalization;
using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Several inputs, several symbols in one input, and one stream in two forms.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SeveralStreamsTests
{
    private static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_hold_the_same_however_many_streams_are_read_at_once(string store)
    {
        var inputs = Inputs();
        var (one, two) = ($"{store}:{_folder.File("one")}", $"{store}:{_folder.File("two")}");

        var first = Verb.Json(Verb.Done, ["load", .. inputs, "--allow-inferred", "--to", one, "--parallel", "1"]);
        var second = Verb.Json(Verb.Done, ["load", .. inputs, "--allow-inferred", "--to", two, "--parallel", "2", "--batch", "700"]);

        Assert.That(second.GetProperty("rows").GetRawText(), Is.EqualTo(first.GetProperty("rows").GetRawText()));
        Assert.That(first.GetProperty("rows").GetProperty("sessions").GetInt64(), Is.EqualTo(inputs.Length));
        Assert.That(LoadedTables.Of(two), Is.EqualTo(LoadedTables.Of(one)));
    }

    [Test]
    public void Should_hold_the_same_levels_and_trades_of_an_imported_tape_as_of_its_recording()
    {
        var recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
        Verb.Run(Verb.Done, "tape", "import", recording, "--out", _folder.File("small.tape"));
        Verb.Run(Verb.Done, "load", recording, "--to", $"duckdb:{_folder.File("recording")}");
        Verb.Run(Verb.Done, "load", _folder.File("small.tape"), "--to", $"duckdb:{_folder.File("tape")}");

        Assert.That(Market("tape"), Is.EqualTo(Market("recording")));
        Assert.That(Market("tape"), Has.Some.StartsWith("l2_events.price: ").And.None.Contains(": 0 rows"));
    }

    [Test]
    public void Should_load_every_symbol_of_a_tape_that_has_two()
    {
        var tape = RecordTwo();
        var store = $"duckdb:{_folder.File("two.duckdb")}";
        Verb.Run(Verb.Done, "load", tape, "--to", store);
        var replayed = Verb.Json(Verb.Done, "replay", tape, "--strategy", "idle");

        using var connection = LoadedTables.Open(store);
        var rows = connection.List(
            "SELECT symbol, count(*), count(DISTINCT update_id), min(bid_px_1), max(ask_px_1) FROM l2_features GROUP BY symbol ORDER BY symbol",
            row => (Symbol: row.GetString(0), Rows: row.GetInt64(1), Ids: row.GetInt64(2), Low: row.GetDouble(3), High: row.GetDouble(4)));

        Assert.That(rows.Select(each => each.Symbol), Is.EqualTo(Symbols));
        Assert.That(rows.Sum(each => each.Rows), Is.EqualTo(replayed.GetProperty("rows").GetInt64()));
        Assert.That(rows.Select(each => each.Rows), Has.All.GreaterThan(5));
        Assert.That(rows.Select(each => each.High / each.Low), Has.All.LessThan(1.1), "no price of one symbol stands under the other");
        Assert.That(connection.List("SELECT symbol, rows FROM sessions ORDER BY symbol", row => (row.GetString(0), row.GetInt64(1))), Is.EqualTo(rows.Select(each => (each.Symbol, each.Rows))));
        Assert.That(connection.Ask("SELECT count(DISTINCT symbol) FROM l2_events"), Is.EqualTo(2L));
        Assert.That(Verb.Json(Verb.Done, "quality", tape).GetProperty("rows").GetInt64(), Is.EqualTo(rows.Sum(each => each.Rows)));
    }

    [Test]
    public void Should_read_the_symbols_that_are_named_of_a_recording_that_has_two()
    {
        var recording = _folder.WriteLines("two.txt", [.. SmallRecording.Lines.Zip(SmallRecording.About("ETHUSDT"), (one, two) => new[] { one, two }).SelectMany(lines => lines)]);

        Assert.That(Verb.Run(Verb.Usage, "quality", recording).Errors, Does.Contain("several symbols").And.Contain("--symbol"));
        Assert.That(Verb.Json(Verb.Done, "quality", recording, "--symbol", "ETHUSDT").GetProperty("rows").GetInt64(), Is.Positive);
        Assert.That(Trades("ETHUSDT"), Does.Match("^[1-9][0-9]* ETHUSDT ETHUSDT$"));
        Assert.That(Trades("BTCUSDT,ETHUSDT"), Is.EqualTo($"{2 * Count("BTCUSDT")} BTCUSDT ETHUSDT"));

        // With both followed, the snapshots, which name no symbol, are nobody's: the books stay unproved.
        string Trades(string symbols) => string.Join(' ', Verb
            .Json(symbols.Contains(',', StringComparison.Ordinal) ? Verb.Damaged : Verb.Done, "sql", $"select count(*), min(symbol), max(symbol) from tape_trades('{recording}')", "--symbol", symbols)
            .GetProperty("rows").EnumerateArray().Single().EnumerateArray());
        int Count(string symbols) => int.Parse(Trades(symbols).Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private string[] Inputs()
    {
        var tape = _folder.File("sol.tape");
        Verb.Run(Verb.Done, "tape", "import", _folder.WriteLines("sol.txt", SmallRecording.About("SOLUSDT")), "--out", tape);
        return [_folder.WriteLines("btc.txt", SmallRecording.Lines), _folder.WriteLines("eth.txt", SmallRecording.About("ETHUSDT")), tape];
    }

    private string RecordTwo()
    {
        using var exchange = new PipelineProcess(["simulate", "--port", "0", "--ready-file", _folder.File("ready.json"), "--seed", "5", "--symbols", string.Join(',', Symbols)]);
        exchange.WaitFor(() => File.Exists(_folder.File("ready.json")));
        File.WriteAllText(_folder.File("live.yaml"), $"profile: simulator\naddressesFile: ready.json\nsymbols: [{string.Join(", ", Symbols)}]\n");
        Verb.Run(Verb.Done, "record", "--config", _folder.File("live.yaml"), "--for", "3s", "--out", _folder.File("live"));
        exchange.Signal("INT");
        exchange.Finish();
        return Directory.GetFiles(_folder.File("live"), "*.tape").Single();
    }

    // Where a row comes from differs: the file, the block, and a tape's first record, which a recording does not have.
    private IReadOnlyList<string> Market(string name) =>
        [.. LoadedTables.Of($"duckdb:{_folder.File(name)}", WarehouseTables.Features, WarehouseTables.Events, WarehouseTables.Trades)
            .Where(line => !line.Contains(".file:", StringComparison.Ordinal) && !line.Contains(".block:", StringComparison.Ordinal))];
}

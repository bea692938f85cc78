using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>`simulate`, `record`, `run` and `verify` as a user runs them: real processes, real sockets.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class LiveTests
{
    private TemporaryFolder _folder = null!;
    private PipelineProcess _exchange = null!;

    [OneTimeSetUp]
    public void StartExchange()
    {
        _folder = new TemporaryFolder();
        _exchange = new PipelineProcess(["simulate", "--port", "0", "--ready-file", _folder.File("ready.json"), "--seed", "3", "--symbols", "BTCUSDT,ETHUSDT", "--secret-file", _folder.File("made.keys")]);
        _exchange.WaitFor(() => File.Exists(_folder.File("ready.json")));
    }

    [OneTimeTearDown]
    public void StopExchange()
    {
        _exchange.Signal("INT");
        var result = _exchange.Finish();
        _exchange.Dispose();
        _folder.Dispose();
        Assert.That(result.ExitCode, Is.Zero, result.All);
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Should_record_a_tape_that_replays_to_the_same_book(int lanes)
    {
        var recorded = Session("record", "4s", lanes, "[BTCUSDT]");
        var verified = PipelineProcess.Run("verify", Tape(recorded), "--json");

        Assert.That(recorded.GetProperty("depthUpdates").GetInt64(), Is.GreaterThan(10), recorded.ToString());
        Assert.That(recorded.GetProperty("bboChecks").GetInt64(), Is.GreaterThan(10));
        Assert.That(recorded.GetProperty("bboMismatches").GetInt64(), Is.Zero);
        Assert.That((recorded.GetProperty("gaps").GetInt64(), recorded.GetProperty("orders").GetInt64()), Is.EqualTo((0L, 0L)));
        AssertEqual(verified);
        AssertSame(recorded, Replay(recorded, "--strategy", "idle"));
    }

    [Test]
    public void Should_decide_in_a_replay_as_it_did_on_live_data()
    {
        var run = Session("run", "8s", 1, "[BTCUSDT]");

        Assert.That(run.GetProperty("rows").GetInt64(), Is.Positive.And.EqualTo(run.GetProperty("decisions").GetInt64()));
        AssertEqual(PipelineProcess.Run("verify", Tape(run), "--json"));
        AssertSame(run, Replay(run));
        Assert.That(Replay(run).GetProperty("decisionHash").GetString(), Is.EqualTo(run.GetProperty("decisionHash").GetString()));
    }

    [Test]
    public void Should_keep_a_book_for_each_symbol()
    {
        var books = Session("record", "4s", 1, "[BTCUSDT, ETHUSDT]").GetProperty("books");

        foreach (var symbol in new[] { "BTCUSDT", "ETHUSDT" })
        {
            Assert.That(books.GetProperty(symbol).ValueKind, Is.EqualTo(JsonValueKind.Object), $"{symbol} is not synced");
        }
    }

    [Test]
    public void Should_trade_at_the_venue_only_once_the_latch_was_opened_and_repeat_it_from_the_tape()
    {
        var config = VenueConfig("trade");
        var refused = PipelineProcess.Run("run", "--config", config, "--for", "1s", "--out", _folder.File("trade"));
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.All);
        Assert.That(refused.Errors, Does.Contain("Halted").And.Contain("resume"));

        Assert.That(PipelineProcess.Run("resume", "--config", config, "--by", "test", "--reason", "a test").ExitCode, Is.Zero);
        var result = PipelineProcess.Run("run", "--config", config, "--for", "15s", "--out", _folder.File("trade"), "--json");
        Assert.That(result.ExitCode, Is.Zero, result.All);
        var run = result.Json();
        var kinds = PipelineProcess.Run("tape", "verify", Tape(run), "--json").Json().GetProperty("recordsOfKind");

        Assert.That(run.GetProperty("orders").GetInt64(), Is.Positive, result.All);
        Assert.That(Count(kinds, "OrderSent") + Count(kinds, "OrderVetoed"), Is.EqualTo(run.GetProperty("orders").GetInt64()));

        // The venue tells a fill twice, quickly and then with its fee: one row, and one in the summary.
        var fills = PipelineProcess.Run("sql", $"select count(*), count(distinct trade_id) from tape_fills('{Tape(run)}')", "--json").Json().GetProperty("rows")[0];
        Assert.That((fills[0].GetInt64(), fills[1].GetInt64()), Is.EqualTo((run.GetProperty("fills").GetInt64(), run.GetProperty("fills").GetInt64())));
        Assert.That(Count(kinds, "Fill"), Is.GreaterThanOrEqualTo(fills[0].GetInt64()));
        Assert.That(Count(kinds, "ReconcileEnd"), Is.Positive);
        AssertEqual(PipelineProcess.Run("verify", Tape(run), "--json"));
        Assert.That(Replay(run).GetProperty("decisionHash").GetString(), Is.EqualTo(run.GetProperty("decisionHash").GetString()));
        AssertNoSecretIn(_folder.File("trade"), result.All);
    }

    [Test]
    public void Should_stop_and_stay_stopped_when_halted_from_outside()
    {
        var config = VenueConfig("halt");
        Assert.That(PipelineProcess.Run("resume", "--config", config, "--by", "test", "--reason", "a test").ExitCode, Is.Zero);
        using var run = new PipelineProcess(["run", "--config", config, "--out", _folder.File("halt"), "--json"]);
        run.WaitFor(() => Directory.Exists(_folder.File("halt")) && Directory.EnumerateFiles(_folder.File("halt"), "*.tail").Any());
        var halted = PipelineProcess.Run("halt", "--config", config, "--by", "test", "--reason", "a drill", "--json").Json();
        run.Signal("INT");

        Assert.That(run.Finish().ExitCode, Is.EqualTo(130));
        Assert.That(halted.GetProperty("state").GetString(), Is.EqualTo("Halted"));
        var refused = PipelineProcess.Run("run", "--config", config, "--for", "1s", "--out", _folder.File("halt"));
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.All);
        Assert.That(refused.Errors, Does.Contain("a drill"));
        Assert.That(File.ReadAllText(_folder.File("halt.latch.audit")), Does.Contain("a drill").And.Contain("a test"));
    }

    [Test]
    public void Should_refuse_keys_that_others_may_read()
    {
        var config = VenueConfig("open");
        File.SetUnixFileMode(_folder.File("open.keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.That(PipelineProcess.Run("resume", "--config", config, "--by", "test", "--reason", "a test").ExitCode, Is.Zero);
        var refused = PipelineProcess.Run("run", "--config", config, "--for", "1s", "--out", _folder.File("open"));

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.All);
        Assert.That(refused.Errors, Does.Contain("open.keys"));
        AssertNoSecretIn(_folder.File("open"), refused.All);
    }

    [Test]
    public void Should_leave_a_whole_tape_when_interrupted()
    {
        using var recording = new PipelineProcess(["record", "--config", Config(1, "[BTCUSDT]"), "--out", _folder.File("cut"), "--json"]);
        recording.WaitFor(() => Directory.Exists(_folder.File("cut")) && Directory.EnumerateFiles(_folder.File("cut"), "*.tail").Any());
        recording.Signal("TERM");
        var result = recording.Finish();

        Assert.That(result.ExitCode, Is.EqualTo(143), result.All);
        Assert.That(PipelineProcess.Run("tape", "verify", Tape(result.Json()), "--json").Json().GetProperty("sealed").GetBoolean(), Is.True);
    }

    // The tail has its full length from the start; what stands this far in is records, of which the first were decided.
    private static bool HoldsFrames(string tail)
    {
        Span<byte> frame = stackalloc byte[1_024];
        using var stream = new FileStream(tail, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Min(stream.Length, 200_000);
        return stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length && frame.ContainsAnyExcept((byte)0);
    }

    [Test]
    public void Should_make_a_whole_tape_of_a_run_that_was_killed()
    {
        using var run = new PipelineProcess(["run", "--config", Config(1, "[BTCUSDT]"), "--out", _folder.File("killed")]);
        run.WaitFor(() => Directory.Exists(_folder.File("killed")) && Directory.EnumerateFiles(_folder.File("killed"), "*.tail").Any(HoldsFrames));
        run.Signal("KILL");
        Assert.That(run.Finish().ExitCode, Is.Not.Zero);
        var tape = Directory.EnumerateFiles(_folder.File("killed"), "*.open").Single()[..^".open".Length];

        Assert.That(PipelineProcess.Run("tape", "verify", tape).Output, Does.Contain("tape repair"));
        Assert.That(PipelineProcess.Run("replay", tape).Errors, Does.Contain("tape repair"));
        var repaired = PipelineProcess.Run("tape", "repair", tape, "--json");
        Assert.That((repaired.ExitCode, repaired.Json().GetProperty("lost").GetArrayLength()), Is.EqualTo((0, 0)), repaired.All);
        Assert.That(repaired.Json().GetProperty("recordsKept").GetInt64(), Is.Positive);
        Assert.That(PipelineProcess.Run("tape", "verify", tape, "--json").Json().GetProperty("sealed").GetBoolean(), Is.True);
        AssertEqual(PipelineProcess.Run("verify", tape, "--json"));
        var name = Path.GetFileName(tape);
        Assert.That(
            Directory.EnumerateFiles(_folder.File("killed")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { name, name + ".damaged", name + ".damaged.tail" }), "the originals are set aside, never deleted");
    }

    [TestCase("symbols: [BTCUSDT]", "addresses")]
    [TestCase("profile: simulator\naddressesFile: ready.json\nsymbols: []", "symbols")]
    [TestCase("profile: simulator\naddressesFile: ready.json\nsymbols: [BTCUSDT]\nleverage: 20", "leverage")]
    [TestCase("profile: simulator\naddressesFile: absent.json\nsymbols: [BTCUSDT]", "absent.json")]
    [TestCase("profile: simulator\naddressesFile: ready.json\nsymbols: [NOSUCH]", "NOSUCH")]
    [TestCase("profile: [", "line")]
    public void Should_say_what_is_wrong_with_a_configuration(string yaml, string named)
    {
        var path = _folder.File($"{TestContext.CurrentContext.Test.ID}.yaml");
        File.WriteAllText(path, yaml);
        var result = PipelineProcess.Run("record", "--config", path, "--for", "1s", "--out", _folder.File("none"));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.All);
        Assert.That(result.Errors, Does.Contain(named));
    }

    [TestCase("record")]
    [TestCase("run")]
    public void Should_say_that_a_book_was_not_proved_as_a_replay_does(string verb)
    {
        // Over before a snapshot can have come.
        var result = PipelineProcess.Run(verb, "--config", Config(1, "[BTCUSDT]"), "--for", "1ms", "--out", _folder.File($"short-{verb}"), "--json");
        var replayed = PipelineProcess.Run("replay", Tape(result.Json()));

        Assert.That((result.ExitCode, replayed.ExitCode), Is.EqualTo((3, 3)), result.All + replayed.All);
        Assert.That(result.Errors, Does.Contain("BTCUSDT: the book was never Synced"));
    }

    [Test]
    public void Should_mark_every_row_that_the_simulator_made()
    {
        const string Query = "select count(*), count(*) filter ((dq_flags >> 22) & 1 = 1) from tape('{0}')";
        var rows = Verb.Row(string.Format(CultureInfo.InvariantCulture, Query, Tape(Session("record", "3s", 1, "[usdm:BTCUSDT]"))));

        Assert.That(rows[1].GetInt64(), Is.Positive.And.EqualTo(rows[0].GetInt64()));
    }

    [TestCase(429, "wait a minute or two")]
    [TestCase(418, "until it is let in again")]
    public async Task Should_say_to_wait_where_the_venue_has_enough(int status, string words)
    {
        using var venue = new TcpListener(IPAddress.Loopback, 0);
        venue.Start();
        var rest = $"127.0.0.1:{((IPEndPoint)venue.LocalEndpoint).Port}";
        File.WriteAllText(_folder.File($"busy{status}.json"), $$"""{"rest":"http://{{rest}}","public":"ws://{{rest}}/p","market":"ws://{{rest}}/m","private":"ws://{{rest}}/u","wsApi":"ws://{{rest}}/w"}""");
        File.WriteAllText(_folder.File($"busy{status}.yaml"), $"profile: simulator\naddressesFile: busy{status}.json\nsymbols: [BTCUSDT]\n");
        var answered = Task.Run(async () =>
        {
            using var client = await venue.AcceptTcpClientAsync();
            var request = new byte[4_096];
            await client.GetStream().ReadAtLeastAsync(request, 1);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        });
        var result = PipelineProcess.Run("record", "--config", _folder.File($"busy{status}.yaml"), "--for", "1s", "--out", _folder.File("none"));
        await answered;

        Assert.That(result.ExitCode, Is.EqualTo(6), result.All);
        Assert.That(result.Errors, Does.Contain($"the venue answers {status}").And.Contain(words));
    }

    [Test]
    public void Should_refuse_a_symbol_of_another_market() => Assert.That(
        Verb.Run(Verb.Usage, "record", "--config", Config(1, "[spot:BTCUSDT]"), "--for", "1s", "--out", _folder.File("none")).Errors,
        Does.Contain("another market than usdm: spot:BTCUSDT"));

    [TestCase("record", "made.keys", "is a file and no folder")]
    public void Should_refuse_a_file_where_the_folder_of_tapes_should_be(string verb, string name, string words) => Assert.That(
        Verb.Run(Verb.Usage, verb, "--config", Config(1, "[BTCUSDT]"), "--for", "1s", "--out", _folder.File(name)).Errors, Does.Contain(words));

    [Test]
    public void Should_say_that_the_venue_is_not_there()
    {
        File.WriteAllText(_folder.File("gone.json"), """{"rest":"http://127.0.0.1:9","public":"ws://127.0.0.1:9/public","market":"ws://127.0.0.1:9/market","private":"ws://127.0.0.1:9/private","wsApi":"ws://127.0.0.1:9/ws"}""");
        File.WriteAllText(_folder.File("gone.yaml"), "profile: simulator\naddressesFile: gone.json\nsymbols: [BTCUSDT]\n");
        var result = PipelineProcess.Run("record", "--config", _folder.File("gone.yaml"), "--for", "1s", "--out", _folder.File("none"));

        Assert.That(result.ExitCode, Is.EqualTo(4), result.All);
        Assert.That(result.Errors, Does.Contain("127.0.0.1:9"));
    }

    private static long Count(JsonElement kinds, string kind) => kinds.TryGetProperty(kind, out var count) ? count.GetInt64() : 0;

    [TestCase("badkey", "key=a\nsecret=b\n", "code -2015")]
    [TestCase("badsecret", "secret=b\n", "code -1022")]
    public void Should_end_with_6_where_the_venue_refuses_the_keys(string name, string keys, string words)
    {
        var config = VenueConfig(name);
        var file = _folder.File($"{name}.keys");
        File.WriteAllText(file, keys.StartsWith("key=", StringComparison.Ordinal) ? keys : $"{File.ReadLines(file).First()}\n{keys}");
        Assert.That(PipelineProcess.Run("resume", "--config", config, "--by", "a test", "--reason", "a first run").ExitCode, Is.Zero);
        var result = PipelineProcess.Run("run", "--config", config, "--for", "60s", "--out", _folder.File(name), "--json");

        Assert.That(result.ExitCode, Is.EqualTo(6), result.All);
        var lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(1), result.All);
        Assert.That(lines[0], Does.Contain($"{name}.keys").And.Contain(words));
        Assert.That(result.Json().GetProperty("ordersSent").GetInt64(), Is.Zero, result.All);
        Assert.That(result.Json().GetProperty("seconds").GetDouble(), Is.LessThan(30), "it ends when the keys are refused");
    }

    private string VenueConfig(string name)
    {
        File.Copy(_folder.File("made.keys"), _folder.File($"{name}.keys"));
        File.WriteAllText(
            _folder.File($"{name}.yaml"),
            $"profile: simulator\naddressesFile: ready.json\nsymbols: [BTCUSDT]\norders: venue\nkeysFile: {name}.keys\nlatchFile: {name}.latch\n");
        return _folder.File($"{name}.yaml");
    }

    private void AssertNoSecretIn(string folder, string output)
    {
        var secret = File.ReadLines(_folder.File("made.keys")).Single(line => line.StartsWith("secret=", StringComparison.Ordinal))["secret=".Length..];
        Assert.That(output, Does.Not.Contain(secret));
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            Assert.That(File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)), Is.EqualTo(-1), file);
        }
    }

    private JsonElement Session(string verb, string length, int lanes, string symbols)
    {
        var result = PipelineProcess.Run(verb, "--config", Config(lanes, symbols), "--for", length, "--out", _folder.File(TestContext.CurrentContext.Test.ID), "--json");
        Assert.That(result.ExitCode, Is.Zero, result.All);
        return result.Json();
    }

    private string Config(int lanes, string symbols)
    {
        var path = _folder.File($"{TestContext.CurrentContext.Test.ID}.yaml");
        File.WriteAllText(path, $"profile: simulator\naddressesFile: ready.json\nlanes: {lanes}\nsymbols: {symbols}\n");
        return path;
    }

    private static string Tape(JsonElement session) => session.GetProperty("tape").GetString()!;

    private static JsonElement Replay(JsonElement session, params string[] more) =>
        PipelineProcess.Run(["replay", Tape(session), "--json", .. more]).Json();

    private static void AssertEqual(PipelineProcess.Result verified)
    {
        var json = verified.Json();
        Assert.That(verified.ExitCode, Is.Zero, verified.All);
        Assert.That(json.GetProperty("equal").GetInt64(), Is.Positive.And.EqualTo(json.GetProperty("events").GetInt64()));
    }

    private static void AssertSame(JsonElement live, JsonElement replayed)
    {
        foreach (var member in new[] { "stateHash", "bookHash", "rowHash", "depthUpdates", "levelUpdates", "bboChecks", "rows" })
        {
            Assert.That(replayed.GetProperty(member).ToString(), Is.EqualTo(live.GetProperty(member).ToString()), member);
        }
    }
}

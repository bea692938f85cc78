using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Markets;

/// <summary>Spot and COIN-M as a user records them: simulated exchange, real sockets, tape, verification.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class MarketTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("spot", "BTCUSDT")]
    [TestCase("coinm", "BTCUSD_PERP")]
    public void Should_record_a_seeded_market_that_verifies(string market, string symbol)
    {
        using var exchange = Exchange("--market", market);
        var recorded = Session("record", market, symbol, "4s");
        Stop(exchange);

        Assert.That(recorded.GetProperty("depthUpdates").GetInt64(), Is.GreaterThan(10), recorded.ToString());
        Assert.That(recorded.GetProperty("bboChecks").GetInt64(), Is.GreaterThan(10));
        foreach (var none in new[] { "bboMismatches", "gaps", "deadLetters" })
        {
            Assert.That(recorded.GetProperty(none).GetInt64(), Is.Zero, none);
        }

        AssertVerifies(recorded);
    }

    [TestCase("spot", "NEXOUSDT", "captures/spot-nexousdt-20240723.gz")]
    [TestCase("coinm", "BTCUSD_PERP", "captures/coinm-btcusd_perp-20240808.gz")]
    public void Should_end_at_the_book_of_a_replay_when_a_capture_is_followed_live(string market, string symbol, string capture)
    {
        if (!SharedFiles.TryFind(capture, out var path))
        {
            Assert.Ignore($"{capture} is not on this machine");
        }

        using var exchange = Exchange("--from", path, "--speed", "0");
        var run = Session("run", market, symbol, "12s");
        Stop(exchange);
        var replayed = PipelineProcess.Run("replay", path, "--json").Json();

        Assert.That(run.GetProperty("gaps").GetInt64(), Is.Zero, run.ToString());
        Assert.That(run.GetProperty("bboMismatches").GetInt64(), Is.Zero);
        Assert.That(run.GetProperty("book").ToString(), Is.EqualTo(replayed.GetProperty("book").ToString()));
        AssertVerifies(run);
    }

    [Test]
    public void Should_refuse_orders_at_the_venue_on_another_market_than_usdm()
    {
        File.WriteAllText(_folder.File("spot.yaml"), "profile: testnet\nmarket: spot\nsymbols: [BTCUSDT]\norders: venue\nkeysFile: k\nlatchFile: l\n");
        var refused = PipelineProcess.Run("run", "--config", _folder.File("spot.yaml"), "--for", "1s", "--out", _folder.File("none"));

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.All);
        Assert.That(refused.Errors, Does.Contain("usdm"));
    }

    private PipelineProcess Exchange(params string[] options)
    {
        var exchange = new PipelineProcess(["simulate", "--port", "0", "--ready-file", _folder.File("ready.json"), .. options]);
        exchange.WaitFor(() => File.Exists(_folder.File("ready.json")));
        return exchange;
    }

    private static void Stop(PipelineProcess exchange)
    {
        exchange.Signal("INT");
        Assert.That(exchange.Finish().ExitCode, Is.Zero);
    }

    private JsonElement Session(string verb, string market, string symbol, string length)
    {
        File.WriteAllText(_folder.File("live.yaml"), $"profile: simulator\naddressesFile: ready.json\nmarket: {market}\nsymbols: [{symbol}]\n");
        var result = PipelineProcess.Run(verb, "--config", _folder.File("live.yaml"), "--for", length, "--out", _folder.File("out"), "--json");
        Assert.That(result.ExitCode, Is.Zero, result.All);
        return result.Json();
    }

    private static void AssertVerifies(JsonElement session)
    {
        var verified = PipelineProcess.Run("verify", session.GetProperty("tape").GetString()!, "--json");
        Assert.That(verified.ExitCode, Is.Zero, verified.All);
        Assert.That(verified.Json().GetProperty("equal").GetInt64(), Is.Positive);
    }
}

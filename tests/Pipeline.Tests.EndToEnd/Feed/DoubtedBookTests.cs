using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>A book whose chain holds and which is wrong all the same, followed by `record` over real sockets.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class DoubtedBookTests
{
    /// <summary>A diff brings a bid far above the asks, and nothing takes it back: only another snapshot does.</summary>
    [Test]
    public async Task Should_be_given_up_and_built_anew_where_it_stays_crossed_and_alike_in_a_replay()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ExchangeServer.StartAsync(new() { Instruments = [ExchangeInstruments.BtcUsdt, ExchangeInstruments.EthUsdt] });
        File.WriteAllText(folder.File("ready.json"), JsonSerializer.Serialize(server.Addresses, JsonSerializerOptions.Web));
        File.WriteAllText(folder.File("live.yaml"), "profile: simulator\naddressesFile: ready.json\nsymbols: [BTCUSDT, ETHUSDT]\n");
        server.Inject(new FaultRule { Kind = FaultKind.CrossedBook, Where = "ethusdt@depth", Skip = 20 });

        var recorded = PipelineProcess.Run("record", "--config", folder.File("live.yaml"), "--for", "22s", "--out", folder.File("out"), "--json");
        Assert.That(recorded.ExitCode, Is.EqualTo(3), recorded.All);
        var (summary, books) = (recorded.Json(), recorded.Json().GetProperty("books"));

        Assert.That((summary.GetProperty("gaps").GetInt64(), summary.GetProperty("resyncs").GetInt64()), Is.EqualTo((1L, 1L)), recorded.All);
        Assert.That(new[] { "BTCUSDT", "ETHUSDT" }.Select(symbol => Spread(books.GetProperty(symbol))), Has.All.Positive, "both are whole at the end");
        var verified = PipelineProcess.Run("verify", summary.GetProperty("tape").GetString()!, "--json");
        Assert.That(verified.ExitCode, Is.EqualTo(3), verified.All);
        Assert.That(PipelineProcess.Run("replay", summary.GetProperty("tape").GetString()!, "--strategy", "idle", "--json").Json().GetProperty("stateHash").GetString(), Is.EqualTo(summary.GetProperty("stateHash").GetString()));
    }

    private static decimal Spread(JsonElement book) => Price(book, "bestAsk") - Price(book, "bestBid");

    private static decimal Price(JsonElement book, string name) => decimal.Parse(book.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

public class CaptureTests
{
    [Test]
    public async Task Should_send_the_recorded_bytes_again_and_serve_their_snapshot()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "simulated.txt");
        using (var file = File.Create(path))
        {
            RecordingGenerator.Write(file, new RecordingOptions { DurationSeconds = 20, Faults = false });
        }

        var recorded = File.ReadLines(path).Select(line => line[(line.IndexOf(' ') + 1)..])
            .Where(line => line.StartsWith("{\"stream\":\"btcusdt@depth@0ms\"", StringComparison.Ordinal)).ToArray();
        await using var server = await ExchangeServer.StartAsync(new() { Capture = path, Speed = 0 });
        using var trader = new SimulatedTrader(server);
        using var socket = await SocketReader.OpenAsync(server.Addresses.Public + "/stream?streams=btcusdt@depth@0ms");
        var book = new NaiveBook();
        var first = await socket.ReadTextAsync(TimeSpan.FromSeconds(10));
        Assert.That(first, Is.EqualTo(recorded[0]));
        Assert.That(book.TryApply(Data(first)), Is.True);
        var (_, snapshot, _) = await trader.RestAsync(HttpMethod.Get, "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000", sign: false);
        Assert.That(book.TryLoad(snapshot), Is.True);

        for (var i = 1; i < recorded.Length; i++)
        {
            var text = await socket.ReadTextAsync(TimeSpan.FromSeconds(10));
            Assert.That(text, Is.EqualTo(recorded[i]));
            Assert.That(book.TryApply(Data(text)), Is.True, text);
        }

        BookFollowingTests.AssertEqual(book, server.Book("BTCUSDT"));
    }

    private static JsonElement Data(string text) => JsonDocument.Parse(Encoding.UTF8.GetBytes(text)).RootElement.GetProperty("data");
}

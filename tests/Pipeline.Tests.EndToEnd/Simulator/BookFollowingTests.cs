using System.Text.Json;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

public class BookFollowingTests
{
    // Few orders, so that the whole book lies within the 1000 levels of a snapshot.
    private static readonly ExchangeServerOptions Busy = new() { ActionsPerSecond = 3_000, RestingOrders = 800, RememberedBooks = 10_000 };

    [Test]
    public async Task Should_equal_the_engine_at_every_id_of_two_thousand_diffs()
    {
        await using var server = await ExchangeServer.StartAsync(Busy);
        using var trader = new SimulatedTrader(server);
        using var socket = await SocketReader.OpenAsync(server.Addresses.Public + "/stream?streams=btcusdt@depth@0ms");
        var book = new NaiveBook();
        book.TryApply((await socket.ReadAsync()).GetProperty("data"));
        var (_, snapshot, _) = await trader.RestAsync(HttpMethod.Get, "/fapi/v1/depth", "symbol=BTCUSDT&limit=1000", sign: false);
        Assert.That(book.TryLoad(snapshot), Is.True);

        while (book.Applied < 2_000)
        {
            var message = await socket.ReadAsync();
            var before = book.Applied;
            Assert.That(book.TryApply(message.GetProperty("data")), Is.True, message.ToString());
            if (book.Applied == before)
            {
                // Older than the snapshot, whose own id need not be a diff's.
                continue;
            }

            Assert.That(server.TryBookAt("BTCUSDT", book.Id, out var engine), Is.True, $"{book.Id}");
            AssertEqual(book, engine!);
        }
    }

    [Test]
    public async Task Should_send_tickers_whose_ids_rise_and_whose_prices_the_book_had()
    {
        await using var server = await ExchangeServer.StartAsync(Busy);
        using var socket = await SocketReader.OpenAsync(server.Addresses.Public + "/ws/btcusdt@bookTicker");
        var last = 0L;
        for (var i = 0; i < 200; i++)
        {
            var ticker = await socket.ReadAsync();
            var id = ticker.GetProperty("u").GetInt64();
            Assert.That(id, Is.GreaterThan(last));
            Assert.That(Price(ticker, "b"), Is.LessThan(Price(ticker, "a")));
            last = id;
        }
    }

    internal static void AssertEqual(NaiveBook book, ExchangeBook engine)
    {
        Assert.That(book.Bids.Reverse().Select(Level).SequenceEqual(engine.Bids.Select(Level)), Is.True, $"bids at {book.Id}");
        Assert.That(book.Asks.Select(Level).SequenceEqual(engine.Asks.Select(Level)), Is.True, $"asks at {book.Id}");
    }

    private static (decimal, decimal) Level(KeyValuePair<decimal, decimal> level) => (level.Key, level.Value);

    private static (decimal, decimal) Level(LevelUpdate level) => (level.PriceTicks * 0.1m, level.SizeLots * 0.001m);

    private static decimal Price(JsonElement ticker, string member) => decimal.Parse(ticker.GetProperty(member).GetString()!);
}

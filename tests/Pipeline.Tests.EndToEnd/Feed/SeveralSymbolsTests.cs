using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>Several books on one connection: the trouble of one is no other's.</summary>
[NonParallelizable]
public class SeveralSymbolsTests
{
    private const long Millisecond = 1_000_000;
    private const int Many = 24;

    /// <summary>A lost diff, a damaged message, a silent stream: of the middle one of three symbols.</summary>
    [TestCase(FaultKind.Gap)]
    [TestCase(FaultKind.CorruptJson)]
    [TestCase(FaultKind.Mute)]
    public async Task Should_leave_the_other_books_alone(FaultKind kind)
    {
        var exchange = Exchange(["BTCUSDT", "ETHUSDT", "SOLUSDT"]);
        await using var server = await ExchangeServer.StartAsync(exchange);
        await using var live = new LiveBook(server, Setup(exchange));
        await live.UntilAsync(() => live.Books.All(book => book.Compared > 5), "first sync");

        server.Inject(new FaultRule { Kind = kind, Where = "ethusdt@depth", Millis = 2_500 });
        await live.UntilAsync(() => live.Books[1].Counters.Resyncs > 0, $"{kind} was felt");
        var compared = live.Books.Select(book => book.Compared).ToArray();
        await live.UntilAsync(() => live.Books.Zip(compared).All(pair => pair.First.Compared > pair.Second + 5), "all three go on");

        Assert.That(live.Books.Select(book => book.State), Has.All.EqualTo(BookState.Synced));
        Assert.That(new[] { live.Books[0], live.Books[2] }.Select(book => (book.Counters.Gaps, book.Counters.Resyncs)), Has.All.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Should_follow_two_dozen_symbols_on_one_connection()
    {
        var exchange = Exchange([.. Enumerable.Range(0, Many).Select(number => $"COIN{(char)('A' + number)}USDT")]);
        await using var server = await ExchangeServer.StartAsync(exchange);
        await using var live = new LiveBook(server, Setup(exchange));
        await live.UntilAsync(() => live.Books.All(book => book.Compared > 10), "all follow");

        Assert.That(live.Books, Has.Count.EqualTo(Many));
        Assert.That(live.Books.Sum(book => book.Counters.Gaps), Is.Zero);
    }

    // Few orders, so that each whole book lies within a snapshot.
    private static ExchangeServerOptions Exchange(string[] symbols) => new()
    {
        Instruments = [.. symbols.Select(symbol => ExchangeInstruments.Named(symbol))],
        ActionsPerSecond = 3_000 / symbols.Length,
        RestingOrders = 300,
        RememberedBooks = 1_000,
    };

    private static LiveBookSetup Setup(ExchangeServerOptions exchange) => new()
    {
        Instruments = exchange.Instruments,
        Streams = [.. exchange.Instruments.SelectMany((instrument, index) => Streams(instrument.Symbol.ToLowerInvariant(), index))],
        Change = options => options with { MuteFactor = 2, CommandSpacingNanos = 100 * Millisecond },
    };

    private static StreamContract[] Streams(string symbol, int instrument) =>
    [
        new($"{symbol}@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, instrument, 700 * Millisecond),
        new($"{symbol}@bookTicker", FeedRoute.Public, RecordKind.BookTicker, instrument, 2_000 * Millisecond),
    ];
}

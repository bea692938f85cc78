using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The venue's route that delivers a stream; on any other it is acknowledged and silent. Spot and COIN-M have only one.</summary>
public enum FeedRoute
{
    /// <summary>Book, best bid and ask, trades; on spot and COIN-M everything.</summary>
    Public,

    /// <summary>Aggregate trades, mark price, liquidations.</summary>
    Market,
}

/// <summary>A stream that is subscribed, and how long it may be silent before something is wrong.</summary>
/// <param name="Name">As the venue names it: `btcusdt@depth@100ms`.</param>
/// <param name="Route">Where it is delivered.</param>
/// <param name="Kind">What its messages become.</param>
/// <param name="Instrument">Index of the instrument in the run's table.</param>
/// <param name="SilenceNanos">Longest expected silence; 0 for a stream that may be silent for ever.</param>
public sealed record StreamContract(string Name, FeedRoute Route, RecordKind Kind, int Instrument, long SilenceNanos)
{
    private const long Second = 1_000_000_000;

    /// <summary>The usual streams of a symbol: book at 100 ms, best bid and ask, trades, of futures the mark price.</summary>
    /// <remarks>A thin market is silent for tens of seconds, and nobody is obliged to trade there.</remarks>
    public static IReadOnlyList<StreamContract> Usual(string symbol, int instrument, Market market = Market.UsdM)
    {
        var name = symbol.ToLowerInvariant();
        return market switch
        {
            Market.Spot => Book(name, instrument, 60 * Second, 60 * Second, 0),
            Market.CoinM =>
            [
                .. Book(name, instrument, 5 * Second, 30 * Second, 0),
                new($"{name}@markPrice@1s", FeedRoute.Public, RecordKind.MarkPrice, instrument, 5 * Second),
            ],
            _ =>
            [
                .. Book(name, instrument, Second, 5 * Second, 60 * Second),
                new($"{name}@markPrice@1s", FeedRoute.Market, RecordKind.MarkPrice, instrument, 5 * Second),
            ],
        };
    }

    private static StreamContract[] Book(string name, int instrument, long depthNanos, long tickerNanos, long tradeNanos) =>
    [
        new($"{name}@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, instrument, depthNanos),
        new($"{name}@bookTicker", FeedRoute.Public, RecordKind.BookTicker, instrument, tickerNanos),
        new($"{name}@trade", FeedRoute.Public, RecordKind.Trade, instrument, tradeNanos),
    ];
}

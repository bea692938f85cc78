using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The venue's route that delivers a stream; on any other it is acknowledged and silent.</summary>
public enum FeedRoute
{
    /// <summary>Book, best bid and ask, trades.</summary>
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

    /// <summary>The usual streams of a USD-M symbol: book at 100 ms, best bid and ask, trades, mark price.</summary>
    public static IReadOnlyList<StreamContract> Usual(string symbol, int instrument)
    {
        var name = symbol.ToLowerInvariant();
        return
        [
            new($"{name}@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, instrument, Second),
            new($"{name}@bookTicker", FeedRoute.Public, RecordKind.BookTicker, instrument, 5 * Second),
            new($"{name}@trade", FeedRoute.Public, RecordKind.Trade, instrument, 60 * Second),
            new($"{name}@markPrice@1s", FeedRoute.Market, RecordKind.MarkPrice, instrument, 5 * Second),
        ];
    }
}

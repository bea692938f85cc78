using Pipeline.Book;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>What a followed book is made of.</summary>
internal sealed record LiveBookSetup
{
    private const long Millisecond = 1_000_000;

    public IReadOnlyList<Instrument> Instruments { get; init; } = [ExchangeInstruments.BtcUsdt];

    public int Lanes { get; init; } = 1;

    /// <summary>How long a diff may wait for what another socket brings.</summary>
    public long HoldNanos { get; init; } = InstrumentBookOptions.TwoLaneHoldNanos;

    public int Seed { get; init; } = 1;

    public long PatienceNanos { get; init; } = 30_000 * Millisecond;

    public Func<FeedOptions, FeedOptions> Change { get; init; } = options => options;

    public IReadOnlyList<StreamContract> Streams { get; init; } =
    [
        new("btcusdt@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, 0, 700 * Millisecond),
        new("btcusdt@bookTicker", FeedRoute.Public, RecordKind.BookTicker, 0, 2_000 * Millisecond),
        new("btcusdt@markPrice@1s", FeedRoute.Market, RecordKind.MarkPrice, 0, 3_000 * Millisecond),
    ];
}

using System.Runtime.Versioning;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Tests.EndToEnd.Feed;
using Pipeline.Tests.EndToEnd.Gateway;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.EndToEnd.Schedules;

/// <summary>One seeded schedule of faults over real sockets: an exchange, a feed with its book, a gateway with its orders.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SocketSchedule(int seed)
{
    private const long Millisecond = 1_000_000;
    private const int FastDiffs = 12;
    private readonly Random _random = new(seed);
    private readonly bool _isFast = seed % 2 == 1;

    public long Faults { get; private set; }

    public long Compared { get; private set; }

    public long Gaps { get; private set; }

    public long Orders { get; private set; }

    public async Task RunAsync()
    {
        await using var server = await ExchangeServer.StartAsync(Exchange());
        await using var live = new LiveBook(server, Setup());
        using var gateway = new TestGateway(server, TestGateway.Quick);
        var trader = new DrawnTrader(server, live, gateway, new Random(seed + 1));
        await live.UntilAsync(() => live.Book.Compared > 1, "first sync");
        await FaultsAsync(server, live, trader);
        server.ClearFaults();
        var compared = live.Book.Compared;
        await live.UntilAsync(() => live.Book.State == BookState.Synced && live.Book.Compared > compared + 1, "synced once the faults are over");
        await trader.SettleAsync();
        await trader.AuditAsync();
        (Compared, Gaps, Orders) = (live.Book.Compared, live.Book.GapsSeen, trader.Placed);
        Invariant.Always(live.Book.Counters.Gaps >= 0 && live.Book.Rows <= live.Book.Compared + live.Book.Counters.Resyncs + 1, "a row for each applied diff at most");
    }

    private ExchangeServerOptions Exchange() => new()
    {
        Seed = (ulong)seed,
        ActionsPerSecond = 600,
        RestingOrders = 300,
        RememberedBooks = 2_000,
        ControlMessagesPerSecond = 100,
        OrdersPerTenSeconds = 100_000,
        OrdersPerMinute = 100_000,
    };

    private LiveBookSetup Setup()
    {
        var lanes = _random.Next(1, 3);
        var rotates = _random.Next(4) == 0;
        return new LiveBookSetup
        {
            Lanes = lanes,
            HoldNanos = lanes == 1 && !rotates && _random.Next(2) == 0 ? 0 : InstrumentBookOptions.TwoLaneHoldNanos,
            Seed = seed,
            PatienceNanos = 60_000 * Millisecond,
            Streams =
            [
                new(_isFast ? "btcusdt@depth@0ms" : "btcusdt@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, 0, 300 * Millisecond),
                new("btcusdt@bookTicker", FeedRoute.Public, RecordKind.BookTicker, 0, 1_000 * Millisecond),
            ],
            Change = options => options with
            {
                MuteFactor = 2,
                RotateAfterNanos = rotates ? 700 * Millisecond : options.RotateAfterNanos,
                CommandSpacingNanos = 10 * Millisecond,
                BackoffNanos = 20 * Millisecond,
                MaxBackoffNanos = 200 * Millisecond,
                StableNanos = 500 * Millisecond,
                AuditNanos = 400 * Millisecond,
            },
        };
    }

    // The next fault comes when the book has moved on, or soon anyway.
    private async Task FaultsAsync(ExchangeServer server, LiveBook live, DrawnTrader trader)
    {
        for (Faults = 0; Faults < 4; Faults++)
        {
            server.Inject(DrawnFaults.Next(_random));
            var moves = live.Book.Compared + (_random.Next(1, 5) * (_isFast ? FastDiffs : 1));
            var deadline = SystemClock.Instance.MonotonicNanos + (_random.Next(100, 400) * Millisecond);
            await live.UntilAsync(
                () =>
                {
                    trader.Step();
                    return live.Book.Compared >= moves || SystemClock.Instance.MonotonicNanos > deadline;
                },
                "the schedule goes on");
        }
    }
}

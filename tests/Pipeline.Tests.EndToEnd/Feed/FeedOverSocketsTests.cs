using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>The feed on real sockets against the simulated exchange: its book is the exchange's whenever it says so.</summary>
public class FeedOverSocketsTests
{
    // Few orders, so that the whole book lies within the 1000 levels of a snapshot.
    private static readonly ExchangeServerOptions Exchange = new() { ActionsPerSecond = 1_000, RestingOrders = 500, RememberedBooks = 10_000 };

    [Test]
    public async Task Should_follow_the_exchange_through_faults()
    {
        await using var server = await ExchangeServer.StartAsync(Exchange);
        await using var live = new LiveBook(server, lanes: 1, options => options with { MuteFactor = 2 });
        await live.UntilAsync(() => live.Book.Compared > 10, "first sync");

        var gaps = live.Book.Counters.Gaps;
        server.Inject(new FaultRule { Kind = FaultKind.Gap, Where = "depth" });
        server.Inject(new FaultRule { Kind = FaultKind.StaleSnapshot, Where = "depth", Millis = 500 });
        await live.UntilAsync(() => live.Book.Counters.Gaps > gaps && live.Book.State == BookState.Synced, "gap and stale snapshot");

        server.Inject(new FaultRule { Kind = FaultKind.Disconnect, Where = "depth" });
        await live.UntilAsync(() => Count(live, RecordKind.ConnectionState, status => status.Reason == (int)FeedEndReason.Lost) > 0, "disconnect");
        server.Inject(new FaultRule { Kind = FaultKind.Mute, Where = "depth", Millis = 2_000 });
        await live.UntilAsync(() => Count(live, RecordKind.FeedAlarm, status => status is { Code: 1, Reason: (int)FeedAlarmReason.Mute }) > 0, "mute");
        server.ClearFaults();

        var compared = live.Book.Compared;
        await live.UntilAsync(() => live.Book.State == BookState.Synced && live.Book.Compared > compared + 10, "back again");
        Assert.That(Count(live, RecordKind.ClockSample, _ => true), Is.GreaterThan(0));
        Assert.That(live.Book.Rows, Is.GreaterThan(0));
    }

    [Test]
    public async Task Should_lose_nothing_when_one_of_two_sockets_is_cut_and_when_both_rotate()
    {
        await using var server = await ExchangeServer.StartAsync(Exchange);
        await using var live = new LiveBook(server, lanes: 2, options => options with { RotateAfterNanos = 3_000_000_000 });
        await live.UntilAsync(() => live.Book.Compared > 5, "first sync");
        await live.UntilAsync(() => Count(live, RecordKind.ConnectionState, status => status.Reason == (int)FeedEndReason.Rotated) >= 4, "rotations");
        Assert.That(live.Book.Counters.Gaps, Is.Zero, "rotations lose nothing");

        server.Inject(new FaultRule { Kind = FaultKind.Disconnect, Where = "depth" });
        var compared = live.Book.Compared;
        await live.UntilAsync(() => live.Book.Compared > compared + 10, "on with one socket");

        Assert.That((live.Book.Counters.Gaps, live.Book.State), Is.EqualTo((0L, BookState.Synced)));
    }

    private static int Count(LiveBook live, RecordKind kind, Func<StatusBody, bool> holds)
    {
        lock (live.Session)
        {
            return live.Session.Count(record => record.Kind == kind && holds(record.Status));
        }
    }
}

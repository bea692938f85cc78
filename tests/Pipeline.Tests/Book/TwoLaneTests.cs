using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>One book fed by two sockets: what one loses the other brings, and what neither brings breaks the chain after 50 ms.</summary>
public sealed class TwoLaneTests
{
    private const long Millisecond = 1_000_000;

    private BookCounters _counters = null!;
    private OrderBook _book = null!;
    private BookSynchronizer _synchronizer = null!;

    [SetUp]
    public void SetUp()
    {
        _counters = new BookCounters();
        _book = new OrderBook(256);
        _synchronizer = new BookSynchronizer(_book, _counters, InstrumentBookOptions.TwoLaneHoldNanos);
        Take(1, 10, 0, 0);
        _synchronizer.OnSnapshot(Snapshot(10), [Level(10, 1), Level(1000, 1)]);
    }

    [TearDown]
    public void TearDown()
    {
        _synchronizer.Dispose();
        _book.Dispose();
    }

    [Test]
    public void Should_hold_and_then_apply_when_the_other_lane_brings_the_piece()
    {
        Assert.That(Take(21, 30, 20, 0), Is.EqualTo(BookAction.Held));
        Assert.That((_synchronizer.State, _synchronizer.LastUpdateId, _synchronizer.IsHolding), Is.EqualTo((BookState.Synced, 10L, true)));

        Assert.That(Take(11, 20, 10, 50 * Millisecond), Is.EqualTo(BookAction.Applied));

        Assert.That((_synchronizer.LastUpdateId, _synchronizer.IsHolding, _synchronizer.LevelsApplied), Is.EqualTo((30L, false, 4)));
        Assert.That(_book.Bids.BestTicks, Is.EqualTo(30));
    }

    [Test]
    public void Should_break_when_nobody_brings_the_piece_in_time()
    {
        Take(21, 30, 20, 0);
        Assert.That(_synchronizer.OnTime(50 * Millisecond), Is.False, "50 ms are allowed");

        Assert.That(_synchronizer.OnTime((50 * Millisecond) + 1), Is.True);

        Assert.That((_synchronizer.State, _synchronizer.Reason, _synchronizer.WaitingDiffs), Is.EqualTo((BookState.Invalid, BookReason.ChainBroken, 1)));
        Assert.That(_counters.Gaps, Is.EqualTo(1));
    }

    [Test]
    public void Should_keep_for_the_next_sync_only_what_follows_the_last_hole()
    {
        Take(21, 30, 20, 0);
        Take(41, 50, 40, 1);
        Take(51, 60, 50, 2);

        _synchronizer.OnTime(51 * Millisecond);

        Assert.That(_synchronizer.WaitingDiffs, Is.EqualTo(2));
        Assert.That(_synchronizer.OnSnapshot(Snapshot(45), [Level(10, 1), Level(1000, 1)]), Is.EqualTo(BookAction.SyncedNow));
        Assert.That(_synchronizer.LastUpdateId, Is.EqualTo(60));
    }

    [Test]
    public void Should_count_the_time_of_a_second_hole_from_its_own_beginning()
    {
        Take(21, 30, 20, 0);
        Take(41, 50, 40, 40 * Millisecond);
        Take(11, 20, 10, 45 * Millisecond);

        Assert.That((_synchronizer.LastUpdateId, _synchronizer.IsHolding), Is.EqualTo((30L, true)));
        Assert.That(_synchronizer.OnTime(90 * Millisecond), Is.False);
        Assert.That(_synchronizer.OnTime((90 * Millisecond) + 1), Is.True);
    }

    [Test]
    public void Should_fill_a_hole_between_held_diffs()
    {
        Take(21, 30, 20, 0);
        Take(41, 50, 40, 1);
        Assert.That(Take(31, 40, 30, 2), Is.EqualTo(BookAction.Held), "it lies between two that are held");
        Assert.That(Take(32, 40, 30, 3), Is.EqualTo(BookAction.Stale), "it is held already");

        Assert.That(Take(11, 20, 10, 4), Is.EqualTo(BookAction.Applied));
        Assert.That((_synchronizer.LastUpdateId, _synchronizer.IsHolding, _counters.DepthUpdates, _counters.Gaps), Is.EqualTo((50L, false, 4L, 0L)));
    }

    [Test]
    public void Should_keep_held_diffs_for_the_next_sync_in_the_order_of_their_ids()
    {
        Take(41, 50, 40, 0);
        Take(21, 30, 20, 1);
        Take(31, 40, 30, 2);

        Assert.That(_synchronizer.OnTime((50 * Millisecond) + 1), Is.True);
        Assert.That(_synchronizer.WaitingDiffs, Is.EqualTo(3));
        Assert.That(_synchronizer.OnSnapshot(Snapshot(25), [Level(10, 1), Level(1000, 1)]), Is.EqualTo(BookAction.SyncedNow));
        Assert.That(_synchronizer.LastUpdateId, Is.EqualTo(50));
    }

    [Test]
    public void Should_take_events_that_the_other_lane_carved_differently()
    {
        Assert.That(Take(11, 25, 10, 0), Is.EqualTo(BookAction.Applied));
        Assert.That(Take(11, 20, 10, 1), Is.EqualTo(BookAction.Stale));
        Assert.That(Take(21, 35, 20, 2), Is.EqualTo(BookAction.Applied));
        Assert.That(Take(26, 40, 25, 3), Is.EqualTo(BookAction.Applied));
        Assert.That((_synchronizer.LastUpdateId, _counters.Gaps), Is.EqualTo((40L, 0L)));
    }

    private BookAction Take(long first, long final, long previous, long nanos)
    {
        var action = _synchronizer.OnTime(nanos) ? BookAction.Broke : BookAction.None;
        return action == BookAction.Broke ? action
            : _synchronizer.OnDiff(FuturesDiff(first, final, previous), [Level(final, 1), Level(1000 + final, 1)], nanos);
    }
}

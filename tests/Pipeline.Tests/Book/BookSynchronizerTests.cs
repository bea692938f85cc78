using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>Each rule of synchronisation, once for futures and once for spot.</summary>
public sealed class BookSynchronizerTests
{
    private static readonly LevelUpdate[] Levels = [Level(100, 5), Level(101, 6)];

    private OrderBook _book = null!;
    private BookCounters _counters = null!;
    private BookSynchronizer _synchronizer = null!;

    [SetUp]
    public void SetUp()
    {
        _book = new OrderBook(256);
        _counters = new BookCounters();
        _synchronizer = new BookSynchronizer(_book, _counters);
    }

    [TearDown]
    public void TearDown()
    {
        _synchronizer.Dispose();
        _book.Dispose();
    }

    [Test]
    public void Should_buffer_before_a_snapshot()
    {
        Assert.That(Diff(FuturesDiff(10, 20, 9)), Is.EqualTo(BookAction.Buffered));
        Assert.That((_synchronizer.State, _synchronizer.WaitingDiffs, _book.BidLevels), Is.EqualTo((BookState.Buffering, 1, 0)));
    }

    [TestCase(10, 20, 9, 10, TestName = "Should_bridge_futures_when_the_snapshot_is_the_first_id")]
    [TestCase(10, 20, 9, 20, TestName = "Should_bridge_futures_when_the_snapshot_is_the_last_id")]
    [TestCase(10, 20, 7, 7, TestName = "Should_bridge_futures_when_the_snapshot_is_the_previous_id")]
    public void Should_bridge_futures(long first, long final, long previous, long snapshot)
    {
        Diff(FuturesDiff(first, final, previous));

        Assert.That(Meet(snapshot), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: final, buffered: 1, levels: 2);
    }

    [TestCase(10, 20, 9, TestName = "Should_bridge_spot_when_the_snapshot_is_just_before_the_first_id")]
    [TestCase(10, 20, 19, TestName = "Should_bridge_spot_when_only_the_last_id_is_new")]
    public void Should_bridge_spot(long first, long final, long snapshot)
    {
        Diff(SpotDiff(first, final));

        Assert.That(Meet(snapshot), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: final, buffered: 1, levels: 2);
    }

    [Test]
    public void Should_drop_futures_diffs_below_the_snapshot_and_keep_the_one_that_ends_at_it()
    {
        Diff(FuturesDiff(1, 9, 0));
        Diff(FuturesDiff(12, 19, 9));
        Diff(FuturesDiff(22, 29, 19));

        Assert.That(Meet(19), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: 29, buffered: 2, levels: 4);
    }

    [Test]
    public void Should_drop_spot_diffs_up_to_the_snapshot()
    {
        Diff(SpotDiff(1, 9));
        Diff(SpotDiff(10, 19));
        Diff(SpotDiff(20, 29));

        Assert.That(Meet(19), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: 29, buffered: 1, levels: 2);
    }

    [Test]
    public void Should_not_use_a_snapshot_that_is_too_old()
    {
        Diff(FuturesDiff(10, 20, 8));

        Assert.That(Meet(7), Is.EqualTo(BookAction.SnapshotUnused));
        Assert.That((_synchronizer.State, _synchronizer.Reason), Is.EqualTo((BookState.Buffering, BookReason.SnapshotTooOld)));
        Assert.That(Meet(15), Is.EqualTo(BookAction.SyncedNow));
        Assert.That((_counters.SnapshotsUnused, _counters.SnapshotsUsed), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Should_not_use_a_futures_snapshot_between_the_previous_id_and_the_first()
    {
        Diff(FuturesDiff(10, 20, 5));

        Assert.That(Meet(7), Is.EqualTo(BookAction.SnapshotUnused));
    }

    [Test]
    public void Should_not_use_a_spot_snapshot_with_a_hole_behind_it()
    {
        Diff(SpotDiff(10, 20));

        Assert.That(Meet(8), Is.EqualTo(BookAction.SnapshotUnused));
    }

    [Test]
    public void Should_await_the_bridge_when_no_diff_is_kept()
    {
        Diff(FuturesDiff(1, 9, 0));

        Assert.That(Meet(15), Is.EqualTo(BookAction.SnapshotKept));
        Assert.That(_synchronizer.State, Is.EqualTo(BookState.AwaitingBridge));
        Assert.That(Diff(FuturesDiff(10, 14, 9)), Is.EqualTo(BookAction.Stale));
        Assert.That(Diff(FuturesDiff(15, 18, 14)), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: 18, buffered: 1, levels: 2);
    }

    [Test]
    public void Should_give_up_a_kept_snapshot_when_the_next_diff_starts_after_it()
    {
        Meet(15);

        Assert.That(Diff(SpotDiff(17, 20)), Is.EqualTo(BookAction.Buffered));
        Assert.That((_synchronizer.State, _synchronizer.Reason), Is.EqualTo((BookState.Buffering, BookReason.SnapshotTooOld)));
        Assert.That(Meet(16), Is.EqualTo(BookAction.SyncedNow));
        Assert.That(_counters.SnapshotsUnused, Is.EqualTo(1));
    }

    [Test]
    public void Should_apply_what_follows_and_count_what_is_stale_futures()
    {
        Sync(FuturesDiff(10, 20, 9), 15);

        Assert.That(Diff(FuturesDiff(12, 20, 11)), Is.EqualTo(BookAction.Stale));
        Assert.That(Diff(FuturesDiff(25, 30, 20)), Is.EqualTo(BookAction.Applied));
        Assert.That(Diff(OfAnotherSocket(FuturesDiff(28, 40, 26))), Is.EqualTo(BookAction.Applied), "it cut the events elsewhere");
        Assert.That(Diff(OfAnotherSocket(FuturesDiff(45, 50, 41))), Is.EqualTo(BookAction.Broke));
        Assert.That((_counters.Stale, _counters.DepthUpdates, _counters.Gaps), Is.EqualTo((1L, 2L, 1L)));
    }

    [Test]
    public void Should_apply_what_follows_and_count_what_is_stale_spot()
    {
        Sync(SpotDiff(10, 20), 15);

        Assert.That(Diff(SpotDiff(15, 20)), Is.EqualTo(BookAction.Stale));
        Assert.That(Diff(SpotDiff(21, 30)), Is.EqualTo(BookAction.Applied));
        Assert.That(Diff(OfAnotherSocket(SpotDiff(25, 40))), Is.EqualTo(BookAction.Applied), "it cut the events elsewhere");
        Assert.That(Diff(OfAnotherSocket(SpotDiff(42, 50))), Is.EqualTo(BookAction.Broke));
        Assert.That((_counters.Stale, _counters.DepthUpdates, _counters.Gaps), Is.EqualTo((1L, 2L, 1L)));
    }

    [Test]
    public void Should_break_where_one_socket_overlaps_itself()
    {
        Sync(FuturesDiff(10, 20, 9), 15);
        Assert.That(Diff(FuturesDiff(21, 30, 19)), Is.EqualTo(BookAction.Broke), "its ids fell by less than one event");

        Meet(25);
        Assert.That(Diff(FuturesDiff(31, 40, 30)), Is.EqualTo(BookAction.Applied));
    }

    [Test]
    public void Should_start_the_new_buffer_with_the_diff_that_broke_the_chain()
    {
        Sync(FuturesDiff(10, 20, 9), 15);
        Diff(FuturesDiff(30, 40, 29));
        Assert.That((_synchronizer.State, _synchronizer.Reason, _synchronizer.WaitingDiffs), Is.EqualTo((BookState.Invalid, BookReason.ChainBroken, 1)));

        Assert.That(Meet(35), Is.EqualTo(BookAction.SyncedNow));
        Assert.That((_synchronizer.LastUpdateId, _counters.Resyncs, _counters.Gaps), Is.EqualTo((40L, 1L, 1L)));
    }

    [Test]
    public void Should_drop_what_precedes_a_break_inside_the_buffer()
    {
        Diff(FuturesDiff(1, 9, 0));
        Diff(FuturesDiff(12, 19, 9));
        Diff(FuturesDiff(32, 39, 29));

        Assert.That((_synchronizer.WaitingDiffs, _counters.BufferDropped, _counters.Gaps), Is.EqualTo((1, 2L, 0L)));
        Assert.That(Meet(15), Is.EqualTo(BookAction.SnapshotUnused));
    }

    [Test]
    public void Should_change_nothing_when_a_snapshot_meets_a_synced_book()
    {
        Sync(FuturesDiff(10, 20, 9), 15);

        Assert.That(Meet(500), Is.EqualTo(BookAction.Audited));
        AssertSynced(at: 20, buffered: 1, levels: 2);
    }

    [Test]
    public void Should_drop_the_oldest_of_more_than_ten_thousand_diffs()
    {
        for (var id = 1; id <= 10_050; id++)
        {
            Diff(SpotDiff(id, id));
        }

        Assert.That((_synchronizer.WaitingDiffs, _counters.BufferDropped), Is.EqualTo((10_000, 50L)));
        Assert.That(Meet(49), Is.EqualTo(BookAction.SnapshotUnused));
        Assert.That(Meet(50), Is.EqualTo(BookAction.SyncedNow));
        AssertSynced(at: 10_050, buffered: 10_000, levels: 20_000);
    }

    [Test]
    public void Should_keep_every_level_of_large_diffs_as_far_as_the_room_goes()
    {
        var levels = new LevelUpdate[8_000];
        for (var id = 1; id <= 400; id++)
        {
            levels.AsSpan().Fill(Level(1_000 + id, id));
            _synchronizer.OnDiff(SpotDiff(id, id, bids: 8_000, asks: 0), levels);
        }

        Assert.That(_synchronizer.WaitingDiffs + _counters.BufferDropped, Is.EqualTo(400));
        Assert.That(_synchronizer.WaitingDiffs, Is.InRange(100, 131));
        var first = 400 - _synchronizer.WaitingDiffs;
        _synchronizer.OnSnapshot(Snapshot(first, 0, 0), []);
        Assert.That((_book.BidLevels, _book.BestBidTicks, _book.BestBidLots), Is.EqualTo((400 - first, 1_400L, 400L)));
    }

    [Test]
    public void Should_forget_what_waits_when_told_that_records_are_missing()
    {
        Diff(FuturesDiff(10, 20, 9));
        _synchronizer.Invalidate(BookReason.ConnectionLost);

        Assert.That((_synchronizer.State, _synchronizer.Reason, _synchronizer.WaitingDiffs), Is.EqualTo((BookState.Buffering, BookReason.ConnectionLost, 0)));
        Assert.That(_counters.Gaps, Is.Zero);
    }

    [Test]
    public void Should_allocate_nothing_while_synced()
    {
        Sync(SpotDiff(10, 20), 15);

        Assert.That(Allocations.Of(() => Apply(21, 20_000)), Is.Zero);
        Assert.That(_counters.DepthUpdates, Is.EqualTo(19_979));
    }

    private void Apply(long from, long to)
    {
        var diff = SpotDiff(from, from);
        for (var id = from; id < to; id++)
        {
            diff.Depth.FirstUpdateId = diff.Depth.FinalUpdateId = id;
            _synchronizer.OnDiff(diff, Levels);
        }
    }

    private BookAction Diff(InputRecord diff) => _synchronizer.OnDiff(diff, Levels);

    private static InputRecord OfAnotherSocket(InputRecord diff) => diff with { Epoch = 1 };

    private BookAction Meet(long id) => _synchronizer.OnSnapshot(Snapshot(id), Levels);

    private void Sync(InputRecord diff, long snapshot)
    {
        Diff(diff);
        Meet(snapshot);
    }

    private void AssertSynced(long at, int buffered, int levels)
    {
        Assert.That((_synchronizer.State, _synchronizer.Reason), Is.EqualTo((BookState.Synced, BookReason.Synced)));
        Assert.That((_synchronizer.LastUpdateId, _synchronizer.WaitingDiffs), Is.EqualTo((at, 0)));
        Assert.That((_counters.BufferedApplied, _counters.LevelUpdates, _counters.DepthUpdates), Is.EqualTo(((long)buffered, (long)levels, 0L)));
    }
}

using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>Old ids: those of late diffs change nothing, those of a venue that began anew void the book at the second diff.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class IdsWentBackTests(bool futures)
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_000 * Second;
    private static readonly LevelUpdate[] Levels = [Level(100, 5), Level(101, 6)];

    private InstrumentBook _book = null!;
    private BookResult _result;

    [SetUp]
    public void SetUp()
    {
        _book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });
        Diff(1_000, 0);
        Take(Snapshot(1_000 - (futures ? 0 : 1)));
        Diff(1_001, 1);
        Diff(1_002, 2);
        Assert.That((_result.State, _result.AppliedUpdateId), Is.EqualTo((BookState.Synced, 1_002L)), "the set-up");
    }

    [TearDown]
    public void TearDown() => _book.Dispose();

    [TestCase(1_001, 1, TestName = "Should_take_the_same_diff_again_for_late")]
    [TestCase(1_002, 3, TestName = "Should_take_a_diff_that_is_a_second_younger_for_late")]
    [TestCase(999, -1, TestName = "Should_take_an_older_diff_for_late")]
    [TestCase(10, 0, TestName = "Should_take_an_old_id_of_the_first_diffs_time_for_late")]
    public void Should_change_nothing_for_late_diffs_however_many(long id, double seconds)
    {
        for (var i = 0; i < 5_000; i++)
        {
            Diff(id, seconds);
            Assert.That((_result.Action, _result.State), Is.EqualTo((BookAction.Stale, BookState.Synced)));
        }

        Assert.That((_book.Counters.Stale, _book.Counters.Gaps), Is.EqualTo((5_000L, 0L)));
    }

    [TestCase(1_001, 3.001, TestName = "Should_void_where_a_known_id_comes_with_a_new_time")]
    [TestCase(10, 0.1, TestName = "Should_void_where_an_id_below_the_first_comes_with_a_time_after_the_first")]
    [TestCase(10, 86_400, TestName = "Should_void_where_an_old_id_comes_a_day_later")]
    public void Should_void_the_book_at_the_second_contradicting_diff(long id, double seconds)
    {
        Diff(id, seconds);
        Assert.That((_result.Action, _result.State), Is.EqualTo((BookAction.Contradicted, BookState.Synced)));

        Diff(id + 1, seconds + 0.1);
        Assert.That((_result.Action, _result.State, _result.Reason), Is.EqualTo((BookAction.Broke, BookState.Invalid, BookReason.IdsWentBack)));
        var gap = _book.Gaps.All.Single();
        Assert.That((gap.Reason, gap.FromUpdateId, gap.FromNanos), Is.EqualTo((BookReason.IdsWentBack, 1_002L, Nanos(2))));
        Assert.That((_book.Counters.Gaps, _book.Counters.IdsWentBack), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Should_not_void_where_the_second_does_not_follow_the_first()
    {
        Diff(10, 100);
        Diff(12, 100.1, previous: 11);
        Assert.That((_result.Action, _result.State), Is.EqualTo((BookAction.Contradicted, BookState.Synced)));

        Diff(13, 100.2);
        Assert.That(_result.Reason, Is.EqualTo(BookReason.IdsWentBack), "but this one follows the one before it");
    }

    [Test]
    public void Should_not_void_where_a_diff_was_applied_between()
    {
        Diff(10, 100);
        Diff(1_003, 3);
        Diff(11, 100.1);

        Assert.That((_result.Action, _result.State, _book.Counters.Gaps), Is.EqualTo((BookAction.Contradicted, BookState.Synced, 0L)));
    }

    [Test]
    public void Should_begin_the_new_book_from_both_diffs_and_the_next_snapshot()
    {
        Diff(10, 100);
        Diff(11, 100.1);
        Take(Snapshot(futures ? 10 : 9));

        Assert.That((_result.State, _result.AppliedUpdateId, _book.SessionId), Is.EqualTo((BookState.Synced, 11L, 1)));
        Diff(12, 100.2);
        Assert.That(_result.Action, Is.EqualTo(BookAction.Applied));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Should_use_the_newest_snapshot_that_no_book_was_built_on(bool betweenTheTwo)
    {
        if (!betweenTheTwo)
        {
            Take(Snapshot(futures ? 10 : 9));
        }

        Diff(10, 100);
        if (betweenTheTwo)
        {
            Take(Snapshot(futures ? 10 : 9));
        }

        Diff(11, 100.1);

        Assert.That((_result.Action, _result.State, _result.Reason), Is.EqualTo((BookAction.SyncedNow, BookState.Synced, BookReason.IdsWentBack)));
        Assert.That((_result.AppliedUpdateId, _book.Counters.Gaps, _book.Counters.Resyncs), Is.EqualTo((11L, 1L, 1L)));
        Assert.That((_book.Gaps.All.Single().IsOpen, _book.Gaps.All.Single().Reason), Is.EqualTo((false, BookReason.IdsWentBack)));
        Diff(12, 100.2);
        Assert.That((_result.Action, _result.Reason), Is.EqualTo((BookAction.Applied, BookReason.Synced)));
    }

    [Test]
    public void Should_not_use_a_snapshot_of_the_old_ids()
    {
        Take(Snapshot(1_002));
        Diff(10, 100);
        Diff(11, 100.1);
        Assert.That((_result.State, _book.Counters.Gaps), Is.EqualTo((BookState.Invalid, 1L)), "a snapshot of the old ids has both behind it");

        Take(Snapshot(futures ? 11 : 10));
        Assert.That(_result.State, Is.EqualTo(BookState.Synced));
    }

    [Test]
    public void Should_never_void_by_a_snapshot_alone()
    {
        Take(Snapshot(10));
        Take(Snapshot(9_000));

        Assert.That((_result.Action, _result.State), Is.EqualTo((BookAction.Audited, BookState.Synced)));
    }

    [Test]
    public void Should_see_ids_go_back_while_diffs_wait_for_a_snapshot()
    {
        using var waiting = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });
        _book.Dispose();
        _book = waiting;
        Diff(1_000, 0);
        Diff(1_001, 1);
        Diff(10, 100);
        Diff(11, 100.1);
        Take(Snapshot(futures ? 10 : 9));

        Assert.That((_result.State, _result.AppliedUpdateId, _book.Counters.Gaps, _book.Counters.IdsWentBack), Is.EqualTo((BookState.Synced, 11L, 0L, 1L)));
    }

    [Test]
    public void Should_begin_the_memories_of_trades_and_tickers_anew()
    {
        Take(Trade(500));
        Take(Ticker(1_002, 100, 5, 101, 6));
        Diff(10, 100);
        Diff(11, 100.1);
        Take(Trade(7));
        Take(Ticker(11, 100, 5, 101, 6));

        Assert.That((_book.Counters.Redelivered, _book.Ticker.Stale, _book.Trades.Missing), Is.EqualTo((0L, 0L, (0L, 0L))));
    }

    [Test]
    public void Should_judge_nothing_without_a_time()
    {
        for (var id = 10; id < 20; id++)
        {
            Take(futures ? FuturesDiff(id, id, id - 1) : SpotDiff(id, id));
        }

        Assert.That((_result.State, _book.Counters.Stale), Is.EqualTo((BookState.Synced, 10L)));
    }

    private static InputRecord Trade(long id) => new()
    {
        Kind = RecordKind.Trade,
        ReceiveNanos = Start,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
        Trade = new TradeBody { TradeId = id, PriceTicks = 100, SizeLots = 1 },
    };

    private static long Nanos(double seconds) => Start + (long)(seconds * 1_000) * 1_000_000;

    // Futures have T, spot has E alone.
    private void Diff(long id, double seconds, long? previous = null)
    {
        var before = previous ?? id - 1;
        var diff = futures ? FuturesDiff(Math.Min(id, before + 1), id, before) : SpotDiff(Math.Min(id, before + 1), id);
        diff.ReceiveNanos = Nanos(seconds);
        diff.EventNanos = Nanos(futures ? 5_000_000 : seconds);
        diff.TransactionNanos = futures ? Nanos(seconds) : InputRecord.Absent;
        Take(diff);
    }

    private void Take(InputRecord record) => _book.Process(record, record.HasLevels ? Levels : [], record.ReceiveNanos, ref _result);
}

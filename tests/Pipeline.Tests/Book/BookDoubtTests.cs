using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>What makes a Synced book doubted, and what ends it. The book holds 60 levels a side around 1000 / 1001.</summary>
public sealed class BookDoubtTests
{
    private const int Depth = 60;
    private const long Second = 1_000_000_000;

    private InstrumentBook _book = null!;
    private BookResult _result;
    private long _id;
    private long _nanos;

    [SetUp]
    public void SetUp()
    {
        _book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });
        (_id, _nanos) = (10, 0);
        TakeSnapshot(10);
        Diff([], []);
    }

    [TearDown]
    public void TearDown() => _book.Dispose();

    [Test]
    public void Should_agree_with_a_snapshot_of_its_own_id_and_of_one_before_what_was_touched_since()
    {
        TakeSnapshot(_id);
        Assert.That((_result.Action, _result.Doubt), Is.EqualTo((BookAction.Audited, BookDoubt.None)));

        var before = _id;
        Diff([Level(1000, 7), Level(998, 0)], [Level(1005, 9)]);
        TakeSnapshot(before);
        Assert.That((_book.Counters.Audits, _book.Counters.AuditLevels, _book.Counters.AuditMismatches), Is.EqualTo((2L, 120L + 117L, 0L)));
    }

    [TestCase(990, 4, TestName = "Should_doubt_a_book_with_another_size")]
    [TestCase(990, 0, TestName = "Should_doubt_a_book_with_a_level_too_many")]
    [TestCase(990, 5, TestName = "Should_doubt_a_book_that_lacks_a_level")]
    public void Should_doubt_what_a_snapshot_contradicts(long price, long size)
    {
        Diff([Level(price, size == 5 ? 0 : 5)], []);
        TakeSnapshot(_id, bids => [.. bids.Where(level => level.PriceTicks != price), .. size > 0 ? new[] { Level(price, size) } : []]);

        Assert.That((_result.Doubt, _result.State), Is.EqualTo((BookDoubt.Audit, BookState.Synced)));
        Assert.That(_result.DqFlags & DqFlags.AuditMismatch, Is.EqualTo(DqFlags.AuditMismatch));
        Assert.That(_book.Counters.AuditMismatches, Is.EqualTo(1));

        Diff([Level(price, 5)], []);
        Assert.That((_result.Doubt, _result.DqFlags & DqFlags.AuditMismatch), Is.EqualTo((BookDoubt.Audit, DqFlags.AuditMismatch)), "its rows say so");
        TakeSnapshot(_id);
        Assert.That((_result.Doubt, _result.DqFlags & DqFlags.AuditMismatch), Is.EqualTo((BookDoubt.None, DqFlags.None)));
    }

    [Test]
    public void Should_wait_with_a_snapshot_of_a_later_id_for_the_diff_that_reaches_it()
    {
        TakeSnapshot(_id + 2, bids => [.. bids.Select(level => level.PriceTicks == 990 ? Level(990, 4) : level.PriceTicks == 995 ? Level(995, 77) : level)]);
        Assert.That(_book.Counters.Audits, Is.Zero);
        Diff([Level(990, 4)], []);
        Assert.That(_book.Counters.Audits, Is.Zero);

        // It reaches beyond the snapshot's id, so what it touches is no proof.
        Diff([Level(995, 8)], [], ids: 3);
        Assert.That((_book.Counters.Audits, _book.Counters.AuditLevels, _book.Counters.AuditMismatches), Is.EqualTo((1L, 119L, 0L)));
    }

    [Test]
    public void Should_compare_only_what_both_snapshots_reach()
    {
        Diff([Level(900, 3), Level(930, 2)], []);
        TakeSnapshot(_id, bids => [.. bids, Level(930, 5)]);

        Assert.That((_book.Counters.Audits, _book.Counters.AuditMismatches), Is.EqualTo((1L, 0L)), "what lies beyond the first snapshot was never known");
    }

    [Test]
    public void Should_take_no_audit_from_few_levels_nor_from_an_id_that_is_forgotten()
    {
        TakeSnapshot(9);
        Assert.That(_book.Counters.Audits, Is.Zero, "before the snapshot that the book was built on");

        TakeSnapshot(_id, bids => [.. bids.Take(30)]);
        Assert.That(_book.Counters.Audits, Is.Zero, "90 levels");

        var first = _id;
        for (var i = 0; i < 1_000; i++)
        {
            Diff([Level(1000, 5)], []);
        }

        TakeSnapshot(first);
        Assert.That(_book.Counters.Audits, Is.EqualTo(1), "a thousand diffs are remembered");
        Diff([Level(1000, 5)], []);
        TakeSnapshot(first);
        Assert.That((_book.Counters.Audits, _book.Counters.AuditMismatches), Is.EqualTo((1L, 0L)), "one more is not");
    }

    [Test]
    public void Should_doubt_after_three_disagreements_with_the_ticker_in_a_row_and_believe_after_three_agreements()
    {
        See(agrees: false, expected: BookDoubt.None);
        See(agrees: false, expected: BookDoubt.None);
        See(agrees: true, expected: BookDoubt.None);
        See(agrees: false, expected: BookDoubt.None);
        See(agrees: false, expected: BookDoubt.None);
        See(agrees: false, expected: BookDoubt.Ticker);
        See(agrees: true, expected: BookDoubt.Ticker);
        See(agrees: true, expected: BookDoubt.Ticker);
        See(agrees: true, expected: BookDoubt.None);
    }

    [Test]
    public void Should_doubt_a_book_that_is_crossed_for_a_second_of_pipeline_time()
    {
        Diff([Level(1001, 1)], [Level(1000, 1)]);
        _nanos += Second - 1;
        Take(new InputRecord { Kind = RecordKind.Trade });
        Assert.That(_result.Doubt, Is.EqualTo(BookDoubt.None));

        _nanos += 1;
        Take(new InputRecord { Kind = RecordKind.Trade, Trade = new TradeBody { TradeId = 1 } });
        Assert.That((_result.Doubt, _result.State), Is.EqualTo((BookDoubt.Crossed, BookState.Synced)));
    }

    [Test]
    public void Should_not_add_up_short_times_in_which_it_was_crossed()
    {
        for (var i = 0; i < 5; i++)
        {
            Diff([Level(1001, 1)], [Level(1000, 1)]);
            _nanos += Second / 2;
            Diff([Level(1001, 0)], [Level(1000, 0)]);
        }

        Assert.That(_result.Doubt, Is.EqualTo(BookDoubt.None));
    }

    [Test]
    public void Should_hold_nothing_against_the_next_book()
    {
        TakeSnapshot(_id, bids => [.. bids.Select(level => Level(level.PriceTicks, 99))]);
        Assert.That(_result.Doubt, Is.EqualTo(BookDoubt.Audit));
        _book.MarkInvalid(BookReason.Doubted, _nanos);
        Take(new InputRecord { Kind = RecordKind.FeedAlarm });
        Assert.That((_result.State, _result.Doubt), Is.EqualTo((BookState.Invalid, BookDoubt.None)));

        TakeSnapshot(_id);
        Diff([], []);
        Assert.That((_result.State, _result.Doubt), Is.EqualTo((BookState.Synced, BookDoubt.None)));
    }

    [Test]
    public void Should_keep_the_last_gaps_and_count_all()
    {
        for (var i = 0; i < GapLedger.MaxKept + 10; i++)
        {
            _book.MarkInvalid(BookReason.Hole, _nanos);
            TakeSnapshot(_id);
            Diff([], []);
        }

        Assert.That((_book.Gaps.LastId, _book.Gaps.Count, _book.Gaps.FirstId), Is.EqualTo((GapLedger.MaxKept + 10, GapLedger.MaxKept, 11)));
        Assert.That(_book.Gaps.All.Select(gap => gap.Id), Is.EqualTo(Enumerable.Range(11, GapLedger.MaxKept)));
        Assert.That(_book.Gaps.All.All(gap => !gap.IsOpen));
    }

    private static LevelUpdate[] Bids() => [.. Enumerable.Range(0, Depth).Select(i => Level(1000 - i, 5))];

    private static LevelUpdate[] Asks() => [.. Enumerable.Range(0, Depth).Select(i => Level(1001 + i, 5))];

    private void TakeSnapshot(long id, Func<LevelUpdate[], LevelUpdate[]>? change = null)
    {
        var bids = change is null ? Bids() : change(Bids());
        Take(Snapshot(id, bids.Length, Depth), [.. bids, .. Asks()]);
    }

    private void Diff(LevelUpdate[] bids, LevelUpdate[] asks, int ids = 1)
    {
        Take(FuturesDiff(_id + 1, _id + ids, _id, bids.Length, asks.Length), [.. bids, .. asks]);
        _id += ids;
    }

    // The diff is compared with the ticker before it as soon as a later one is there.
    private void See(bool agrees, BookDoubt expected)
    {
        Take(Ticker(_id + 2, agrees ? 1000 : 999, 5, 1001, 5));
        Diff([], [], ids: 3);
        Take(Ticker(_id + 1, 1, 1, 2, 2));
        Assert.That(_result.Doubt, Is.EqualTo(expected));
    }

    private void Take(InputRecord record, params LevelUpdate[] levels) => _book.Process(record, levels, _nanos, ref _result);
}

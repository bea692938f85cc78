using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>The book shows 100 x 5 / 101 x 6 after each diff here; what the ticker says and when is what varies.</summary>
public sealed class TickerCheckTests
{
    private InstrumentBook _book = null!;
    private BookResult _result;
    private long _lastId;

    [SetUp]
    public void SetUp()
    {
        _book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });
        _result = default;
        Take(Snapshot(9));
        Diff(10);
    }

    [TearDown]
    public void TearDown() => _book.Dispose();

    [Test]
    public void Should_decide_nothing_before_a_ticker_of_a_higher_id()
    {
        Diff(20);
        See(20, agrees: true);
        Assert.That(_book.Ticker.Checks, Is.Zero);

        See(21, agrees: false);
        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void Should_take_the_last_ticker_up_to_the_diff_though_it_comes_late()
    {
        See(15, agrees: false);
        Diff(20);
        See(18, agrees: true);
        See(25, agrees: false);

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void Should_use_a_ticker_that_came_before_the_diff_even_when_later_ones_came_too()
    {
        See(15, agrees: false);
        See(18, agrees: true);
        See(22, agrees: false);
        See(25, agrees: false);
        Diff(20);
        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 0L)));

        Diff(24);
        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((2L, 1L)));
    }

    [Test]
    public void Should_decide_what_is_open_at_the_end()
    {
        See(12, agrees: true);
        Diff(20);
        Diff(30);
        _book.Finish();

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((2L, 0L)));
    }

    [Test]
    public void Should_not_count_a_diff_that_no_ticker_precedes()
    {
        Diff(20);
        See(25, agrees: false);
        Diff(30);
        _book.Finish();

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Should_flag_rows_from_a_mismatch_until_a_comparison_agrees()
    {
        See(15, agrees: false);
        Diff(20);
        Assert.That(_result.DqFlags & DqFlags.TickerMismatch, Is.EqualTo(DqFlags.None));

        See(21, agrees: true);
        Diff(30);
        Assert.That(_result.DqFlags & DqFlags.TickerMismatch, Is.EqualTo(DqFlags.TickerMismatch));

        See(31, agrees: true);
        Diff(40);
        Assert.That(_result.DqFlags & DqFlags.TickerMismatch, Is.EqualTo(DqFlags.None));
        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((2L, 1L)));
    }

    [Test]
    public void Should_flag_spot_rows_from_the_third_mismatch_in_a_row()
    {
        for (var id = 20; id < 23; id++)
        {
            See(id, agrees: false);
            Take(SpotDiff(_lastId + 1, id));
            _lastId = id;
            Assert.That(_result.DqFlags & DqFlags.TickerMismatch, Is.EqualTo(DqFlags.None), $"at {id}");
        }

        See(23, agrees: true);
        Assert.That(_book.Ticker.Mismatches, Is.EqualTo(3));
        Assert.That(_result.DqFlags & DqFlags.TickerMismatch, Is.EqualTo(DqFlags.TickerMismatch));
    }

    [Test]
    public void Should_count_stale_tickers_and_forget_all_where_ids_begin_anew()
    {
        See(18, agrees: true);
        See(18, agrees: false);
        See(15, agrees: false);
        Assert.That(_book.Ticker.Stale, Is.EqualTo(2));

        _book.Ticker.Restart();
        See(3, agrees: true);
        Assert.That(_book.Ticker.Stale, Is.EqualTo(2));
    }

    [TestCase(0, 0)]
    [TestCase(0, 5)]
    [TestCase(100, 0)]
    public void Should_compare_an_empty_side_as_an_empty_side(long bidTicks, long bidLots)
    {
        Take(FuturesDiff(_lastId + 1, 20, _lastId), [Level(100, 0), Level(101, 6)]);
        Take(Ticker(20, bidTicks, bidLots, 101, 6));
        _book.Finish();

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 0L)));
    }

    [TestCase(1, 0, 0, 0)]
    [TestCase(0, 1, 0, 0)]
    [TestCase(0, 0, 1, 0)]
    [TestCase(0, 0, 0, 1)]
    public void Should_see_a_difference_in_any_of_the_four_numbers(long bid, long bidLots, long ask, long askLots)
    {
        Take(Ticker(15, 100 + bid, 5 + bidLots, 101 + ask, 6 + askLots));
        Diff(20);
        _book.Finish();

        Assert.That(_book.Ticker.Mismatches, Is.EqualTo(1));
    }

    [Test]
    public void Should_ignore_a_ticker_that_is_older_than_the_last()
    {
        See(18, agrees: true);
        See(15, agrees: false);
        Diff(20);
        _book.Finish();

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void Should_count_what_its_queue_had_to_give_up()
    {
        See(11, agrees: true);
        for (var i = 0; i < TickerCheck.MaxPending + 3; i++)
        {
            Diff(20 + i);
        }

        _book.Finish();
        Assert.That((_book.Ticker.Checks, _book.Ticker.Overflows), Is.EqualTo(((long)TickerCheck.MaxPending, 3L)));
    }

    [Test]
    public void Should_count_a_comparison_whose_ticker_was_given_up()
    {
        See(15, agrees: true);
        for (var i = 0; i < TickerCheck.MaxTickers; i++)
        {
            See(30 + i, agrees: true);
        }

        Diff(20);
        Assert.That((_book.Ticker.Checks, _book.Ticker.Overflows), Is.EqualTo((0L, 1L)));
        Diff(40);
        Assert.That((_book.Ticker.Checks, _book.Ticker.Overflows), Is.EqualTo((1L, 1L)));
    }

    [TestCase(0, 0, 0L)]
    [TestCase(100, 0, 0L)]
    [TestCase(0, 5, 0L)]
    [TestCase(100, 5, 1L)]
    public void Should_compare_a_side_without_orders_as_an_empty_side(long bidTicks, long bidLots, long mismatches)
    {
        var empty = FuturesDiff(_lastId + 1, 20, _lastId);
        LevelUpdate[] gone = [Level(100, 0), Level(101, 6)];
        _book.Process(empty, gone, empty.ReceiveNanos, ref _result);
        Take(Ticker(20, bidTicks, bidLots, 101, 6));
        Take(Ticker(21, 100, 5, 101, 6));

        Assert.That((_book.Ticker.Checks, _book.Ticker.Mismatches), Is.EqualTo((1L, mismatches)));
    }

    private void Diff(long id)
    {
        Take(FuturesDiff(_lastId + 1, id, _lastId));
        _lastId = id;
    }

    private void See(long id, bool agrees) => Take(Ticker(id, 100, agrees ? 5 : 50, 101, 6));

    private void Take(InputRecord record) => Take(record, record.HasLevels ? [Level(100, 5), Level(101, 6)] : []);

    private void Take(InputRecord record, LevelUpdate[] levels)
    {
        _lastId = record.Kind == RecordKind.DepthSnapshot ? record.Depth.FinalUpdateId : _lastId;
        _book.Process(record, levels, record.ReceiveNanos, ref _result);
    }
}

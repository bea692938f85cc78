using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing;

namespace Pipeline.Tests.Book;

/// <summary>Pipeline time over stamps that are wrong, missing, or of a clock that stepped. The offset is -1.2 s throughout.</summary>
public sealed class PipelineTimeTests
{
    private const long Second = 1_000_000_000;
    private const long Day = 86_400 * Second;
    private const long Start = 1_700_000_000 * Second;
    private const long Offset = -1_200_000_000;

    private PipelineTime _time = null!;
    private long _ordinal;

    [SetUp]
    public void SetUp()
    {
        _time = new PipelineTime();
        _time.Start(Offset);
        _ordinal = 0;
    }

    [Test]
    public void Should_be_the_running_maximum_of_good_stamps()
    {
        Take(0);
        Take(3);
        Take(2);

        Assert.That((_time.Nanos, _time.Wrong.Count), Is.EqualTo((Start + 3 * Second, 0L)));
    }

    [TestCase(3_600)]
    [TestCase(43.5)]
    public void Should_take_a_pause_for_a_pause(double seconds)
    {
        Take(0);
        Assert.That(Take(seconds), Is.EqualTo(StampNews.Good));
        Assert.That((_time.Nanos, _time.Wrong.Count), Is.EqualTo((Nanos(seconds), 0L)));
    }

    [TestCase(1, 0)]
    [TestCase(2, 0)]
    [TestCase(1, 5)]
    [TestCase(2, 5)]
    [TestCase(1, 10)]
    [TestCase(2, 9)]
    public void Should_flag_stamps_planted_a_day_ahead_each_alone(int planted, int first)
    {
        for (var i = 0; i <= 10; i++)
        {
            var isPlanted = i >= first && i < first + planted;
            Assert.That(Take(i, by: isPlanted ? Day : 0), Is.EqualTo(isPlanted ? StampNews.Wrong : StampNews.Good), $"record {i}");
        }

        Assert.That((_time.Wrong.Count, _time.ClockSteps), Is.EqualTo(((long)planted, 0L)));
        Assert.That(_time.Nanos, Is.EqualTo(Nanos(first + planted > 10 ? first - 1 : 10)));
        Assert.That((_time.Wrong[0].Ordinal, _time.Wrong[0].ByNanos), Is.EqualTo(((long)first, Day)));
    }

    [Test]
    public void Should_keep_apart_strange_stamps_that_have_nothing_in_common()
    {
        Take(0);
        for (var i = 1; i <= 9; i++)
        {
            Assert.That(Take(i, by: i * Day), Is.EqualTo(StampNews.Wrong));
        }

        Assert.That((_time.Nanos, _time.Wrong.Count, _time.ClockSteps), Is.EqualTo((Start, 9L, 0L)));
    }

    [Test]
    public void Should_take_wrong_stamps_that_are_alike_for_no_step_where_good_ones_lie_between()
    {
        Take(0);
        for (var i = 1; i <= 9; i++)
        {
            var isWrong = i % 2 == 0;
            Assert.That(Take(i, by: isWrong ? Day : 0), Is.EqualTo(isWrong ? StampNews.Wrong : StampNews.Good), $"record {i}");
        }

        Assert.That((_time.Nanos, _time.Wrong.Count, _time.ClockSteps), Is.EqualTo((Nanos(9), 4L, 0L)));
    }

    [TestCase(86_400)]
    [TestCase(-86_400)]
    [TestCase(6)]
    [TestCase(-6)]
    public void Should_not_take_the_offset_of_one_event_time_that_is_off(long bySeconds)
    {
        Take(0);
        Assert.That(_time.Take(Record(Nanos(1), Nanos(1) - Offset + (bySeconds * Second)), _ordinal++, false), Is.EqualTo(StampNews.OffTime));
        Assert.That(_time.Nanos, Is.EqualTo(Nanos(1)), "the receive time is right");

        Assert.That(Take(60), Is.EqualTo(StampNews.Good), "the last good offset is that of the first");
        Assert.That((_time.Nanos, _time.Wrong.Count, _time.ClockSteps), Is.EqualTo((Nanos(60), 0L, 0L)));
    }

    [TestCase(8)]
    [TestCase(-8)]
    public void Should_take_the_offset_of_three_in_a_row_that_agree(long bySeconds)
    {
        Take(0);
        StampNews[] news = [Take(1, bySeconds * Second), Take(2, bySeconds * Second), Take(3, bySeconds * Second)];

        Assert.That(news, Is.EqualTo(new[] { StampNews.OffTime, StampNews.OffTime, StampNews.Good }));
        Assert.That(Take(60, bySeconds * Second), Is.EqualTo(StampNews.Good), "a pause by the new offset");
        Assert.That(_time.ClockSteps, Is.Zero, "time was moved by each");
    }

    [TestCase(3_600)]
    [TestCase(-3_600)]
    [TestCase(20)]
    public void Should_go_on_as_the_venue_does_where_the_clock_steps(long bySeconds)
    {
        Take(0);
        StampNews[] news = [Take(1, bySeconds * Second), Take(2, bySeconds * Second), Take(3, bySeconds * Second), Take(4, bySeconds * Second)];

        Assert.That(news, Is.EqualTo(new[] { StampNews.Wrong, StampNews.Wrong, StampNews.ClockStep, StampNews.Good }));
        Assert.That((_time.Nanos, _time.ClockSteps, _time.Wrong.Count), Is.EqualTo((Nanos(4), 1L, 2L)));

        Assert.That(Take(60, bySeconds * Second), Is.EqualTo(StampNews.Good), "a pause by the stepped clock");
        Assert.That(_time.Nanos, Is.EqualTo(Nanos(60)));
        Assert.That(Take(61), Is.EqualTo(StampNews.Wrong), "the old clock is the strange one now");
    }

    [Test]
    public void Should_judge_a_stamp_without_an_event_time_by_the_next_that_moves_time()
    {
        Take(0);
        Assert.That(TakeUntimed(20), Is.EqualTo(StampNews.Untimed));
        Assert.That(_time.Nanos, Is.EqualTo(Start));
        Take(20.5);
        Assert.That(_time.Wrong.Count, Is.Zero, "a pause that ended with a ticker");

        TakeUntimed(86_400);
        Take(21);
        Assert.That((_time.Wrong.Count, _time.Wrong[0].Ordinal, _time.Nanos), Is.EqualTo((1L, 3L, Nanos(21))));
        Assert.That(TakeUntimed(22), Is.EqualTo(StampNews.Good), "near enough");
    }

    [Test]
    public void Should_not_judge_what_was_delivered_before()
    {
        Take(100);
        for (var i = 0; i < 5; i++)
        {
            Assert.That(Take(i, isRepeat: true), Is.EqualTo(StampNews.Good));
            Assert.That(Take(i, by: Day, isRepeat: true), Is.EqualTo(StampNews.Good));
        }

        Assert.That((_time.Nanos, _time.Wrong.Count, _time.ClockSteps), Is.EqualTo((Nanos(100), 0L, 0L)));
    }

    [Test]
    public void Should_not_let_what_came_late_set_the_offset()
    {
        Take(0);
        _time.Take(Record(Start + 8 * Second, Start - 20 * Second), _ordinal++, isRepeat: true);

        Assert.That(Take(40), Is.EqualTo(StampNews.Good));
        Assert.That(_time.Nanos, Is.EqualTo(Nanos(40)));
    }

    [Test]
    public void Should_believe_every_stamp_while_no_offset_is_known()
    {
        var time = new PipelineTime();
        time.Take(Record(Start, InputRecord.Absent), 0, false);
        time.Take(Record(Start + Day, InputRecord.Absent), 1, false);
        Assert.That((time.Nanos, time.Wrong.Count), Is.EqualTo((Start + Day, 0L)));
    }

    [Test]
    public void Should_survive_the_largest_stamp_and_pass_over_the_missing_one()
    {
        Take(0);
        Assert.That(_time.Take(Record(long.MaxValue, Start), 1, false), Is.EqualTo(StampNews.Wrong));
        Assert.That(_time.Take(Record(0, InputRecord.Absent), 2, false), Is.EqualTo(StampNews.Good));
        Assert.That(_time.Nanos, Is.EqualTo(Start));
    }

    [Test]
    public void Should_count_more_wrong_stamps_than_it_keeps_and_allocate_nothing()
    {
        Take(0);
        var record = Record(Start, Start);
        Assert.That(Allocations.Of(() =>
        {
            for (var i = 1; i <= 3_000; i++)
            {
                record.ReceiveNanos = Start + (i * Day);
                _time.Take(in record, i, false);
            }
        }), Is.Zero);
        Assert.That(_time.Wrong.Count, Is.GreaterThan(WrongStamps.MaxKept));
    }

    private static long Nanos(double seconds) => Start + (long)(seconds * 10) * (Second / 10);

    private static InputRecord Record(long receiveNanos, long eventNanos) => new()
    {
        Kind = RecordKind.Trade,
        ReceiveNanos = receiveNanos,
        EventNanos = eventNanos,
        TransactionNanos = InputRecord.Absent,
    };

    private StampNews Take(double seconds, long by = 0, bool isRepeat = false) =>
        _time.Take(Record(Nanos(seconds) + by, Nanos(seconds) - Offset), _ordinal++, isRepeat);

    private StampNews TakeUntimed(double seconds) => _time.Take(Record(Nanos(seconds), InputRecord.Absent), _ordinal++, false);
}

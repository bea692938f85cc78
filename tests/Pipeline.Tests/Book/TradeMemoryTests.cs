using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing;

namespace Pipeline.Tests.Book;

public sealed class TradeMemoryTests
{
    private TradeMemory _memory = null!;

    [SetUp]
    public void SetUp() => _memory = new TradeMemory();

    [Test]
    public void Should_tell_new_from_late_from_redelivered()
    {
        Assert.That(_memory.Take(100), Is.EqualTo(TradeNews.New));
        Assert.That(_memory.Take(98), Is.EqualTo(TradeNews.Late), "it came behind the first, and was not here");
        Assert.That(_memory.Take(98), Is.EqualTo(TradeNews.Redelivered));
        Assert.That(_memory.Missing, Is.EqualTo((0L, 0L)), "nothing below the first was expected");
        Assert.That(_memory.Take(101), Is.EqualTo(TradeNews.New));
        Assert.That(_memory.Take(104), Is.EqualTo(TradeNews.AfterHole));
        Assert.That(_memory.Take(102), Is.EqualTo(TradeNews.Late));
        Assert.That(_memory.Take(102), Is.EqualTo(TradeNews.Redelivered));
        Assert.That(_memory.Take(104), Is.EqualTo(TradeNews.Redelivered));
        Assert.That(_memory.Missing, Is.EqualTo((1L, 1L)));
        Assert.That(_memory.Take(103), Is.EqualTo(TradeNews.Late));
        Assert.That(_memory.Missing, Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Should_remember_1024_ids()
    {
        _memory.Take(1);
        _memory.Take(3);
        for (var id = 4; id <= 2 + TradeMemory.Remembered; id++)
        {
            _memory.Take(id);
        }

        Assert.That(_memory.Take(2), Is.EqualTo(TradeNews.Redelivered), "forgotten");
        Assert.That(_memory.Missing, Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Should_fill_the_oldest_id_that_is_remembered()
    {
        _memory.Take(1);
        _memory.Take(3);
        for (var id = 4; id <= 1 + TradeMemory.Remembered; id++)
        {
            _memory.Take(id);
        }

        Assert.That(_memory.Take(2), Is.EqualTo(TradeNews.Late));
        Assert.That(_memory.Missing, Is.EqualTo((0L, 0L)));
    }

    [TestCase(1_000_000)]
    [TestCase(1_025)]
    [TestCase(1_024)]
    [TestCase(1_023)]
    public void Should_count_a_hole_of_any_size_once(long size)
    {
        _memory.Take(5);
        _memory.Take(5 + size + 1);

        Assert.That(_memory.Missing, Is.EqualTo((1L, size)));
        Assert.That(_memory.Take(5 + size), Is.EqualTo(TradeNews.Late));
        Assert.That(_memory.Missing, Is.EqualTo((1L, size - 1)));
    }

    [Test]
    public void Should_keep_what_is_missing_where_ids_begin_anew()
    {
        _memory.Take(5);
        _memory.Take(8);
        _memory.Restart();

        Assert.That(_memory.Take(2), Is.EqualTo(TradeNews.New));
        Assert.That(_memory.Missing, Is.EqualTo((1L, 2L)));
    }

    [Test]
    public void Should_take_what_lies_below_an_id_that_is_far_ahead()
    {
        TakeAll(1, 100);
        Assert.That(_memory.Take(1_000_000_000, Nanos(100)), Is.EqualTo(TradeNews.AfterHole));
        for (var id = 101L; id <= 103; id++)
        {
            Assert.That(_memory.Take(id, Nanos(id)), Is.EqualTo(TradeNews.Late), $"id {id}");
            Assert.That(_memory.Take(id, Nanos(id)), Is.EqualTo(TradeNews.Redelivered), $"id {id} again");
        }

        Assert.That(_memory.Take(1_000_000_000, Nanos(100)), Is.EqualTo(TradeNews.Redelivered));
        Assert.That(_memory.Missing, Is.EqualTo((1L, 1_000_000_000L - 104)), "it may be right");
        Assert.That(_memory.Take(1_000_000_001, Nanos(104)), Is.EqualTo(TradeNews.New), "it is right");
        Assert.That(_memory.Take(104, Nanos(104)), Is.EqualTo(TradeNews.Redelivered), "forgotten");
        Assert.That(_memory.Missing, Is.EqualTo((1L, 1_000_000_000L - 104)));
    }

    [Test]
    public void Should_forget_an_id_that_is_far_ahead_where_time_goes_on_below_it()
    {
        TakeAll(1, 100);
        _memory.Take(1_000_000_000, Nanos(101));
        for (var id = 102L; id <= 130; id++)
        {
            Assert.That(_memory.Take(id, Nanos(id)), Is.EqualTo(id <= 113 ? TradeNews.Late : TradeNews.New), $"id {id}");
        }

        Assert.That(_memory.Missing, Is.EqualTo((1L, 1L)), "the trade whose id was wrong");
        Assert.That(_memory.Take(1_000_000_000, Nanos(101)), Is.EqualTo(TradeNews.Redelivered), "the other socket's");
        Assert.That(_memory.BeganAnew, Is.Zero);
    }

    [TestCase(-1_000_000)]
    [TestCase(-150)]
    public void Should_begin_anew_where_two_old_ids_in_a_row_have_new_times(long by)
    {
        TakeAll(1_000_001, 1_000_200);
        for (var id = 1_000_201L; id <= 1_000_230; id++)
        {
            var expected = id <= 1_000_211 ? TradeNews.Redelivered : id == 1_000_212 ? TradeNews.AfterHole : TradeNews.New;
            Assert.That(_memory.Take(id + by, Nanos(id)), Is.EqualTo(expected), $"id {id}");
        }

        Assert.That(_memory.BeganAnew, Is.EqualTo(1));
    }

    [Test]
    public void Should_not_begin_anew_by_one_time_that_is_wrong()
    {
        TakeAll(1, 200);
        Assert.That(_memory.Take(50, Nanos(100_000)), Is.EqualTo(TradeNews.Redelivered));
        Assert.That(_memory.Take(201, Nanos(-100_000)), Is.EqualTo(TradeNews.New));
        for (var id = 150L; id <= 200; id++)
        {
            Assert.That(_memory.Take(id, Nanos(id)), Is.EqualTo(TradeNews.Redelivered), $"id {id}");
        }

        Assert.That(_memory.Take(202, Nanos(202)), Is.EqualTo(TradeNews.New));
        Assert.That(_memory.BeganAnew, Is.Zero);
    }

    private static long Nanos(long id) => 1_790_000_000_000_000_000 + (id * 100_000_000);

    private void TakeAll(long from, long to)
    {
        for (var id = from; id <= to; id++)
        {
            Assert.That(_memory.Take(id, Nanos(id)), Is.EqualTo(TradeNews.New), $"id {id}");
        }
    }

    [Test]
    public void Should_agree_with_a_set_of_all_ids([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var seen = new SortedSet<long>();
        var last = 0L;
        long? first = null;

        // The last id before the one that is far ahead, while that one is the newest.
        long? pending = null;
        for (var i = 0; i < 4_000; i++)
        {
            var id = random.Next(10) switch
            {
                < 6 => last + 1,
                6 => last + random.Next(1, random.Next(1, 3_000)),
                _ => Math.Max(1, last - random.Next(0, 1_500)),
            };
            var expected = seen.Count == 0 || id == last + 1 ? TradeNews.New
                : id > last ? TradeNews.AfterHole
                : (pending ?? last) - id < TradeMemory.Remembered && !seen.Contains(id) ? TradeNews.Late : TradeNews.Redelivered;
            Assert.That(_memory.Take(id), Is.EqualTo(expected), $"seed {seed}, trade {i}, id {id} after {last}");
            if (expected != TradeNews.Redelivered)
            {
                seen.Add(id);
            }

            pending = id > last ? (last > 0 && id - last > TradeMemory.Remembered ? last : null) : pending is { } below ? Math.Max(below, id < last ? id : below) : null;
            last = Math.Max(last, id);
            first ??= id;
        }

        var expectedIds = seen.Where(id => id >= first).ToList();
        var holes = expectedIds.Zip(expectedIds.Skip(1)).Where(pair => pair.Second - pair.First > 1).ToList();
        Assert.That(_memory.Missing, Is.EqualTo(((long)holes.Count, holes.Sum(pair => pair.Second - pair.First - 1))), $"seed {seed}");
    }

    [Test]
    public void Should_allocate_nothing()
    {
        Assert.That(Allocations.Of(() =>
        {
            for (var id = 1L; id < 100_000; id += 1 + (id & 3))
            {
                _memory.Take(id);
                _memory.Take(id - 1);
            }
        }), Is.Zero);
    }
}

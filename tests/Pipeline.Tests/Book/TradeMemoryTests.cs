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
        Assert.That(_memory.Take(99), Is.EqualTo(TradeNews.Redelivered), "nothing below the first is missing");
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
    public void Should_agree_with_a_set_of_all_ids([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var seen = new SortedSet<long>();
        var last = 0L;
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
                : last - id < TradeMemory.Remembered && id > seen.Min && !seen.Contains(id) ? TradeNews.Late : TradeNews.Redelivered;
            Assert.That(_memory.Take(id), Is.EqualTo(expected), $"seed {seed}, trade {i}, id {id} after {last}");
            if (expected != TradeNews.Redelivered)
            {
                seen.Add(id);
            }

            last = Math.Max(last, id);
        }

        var holes = seen.Zip(seen.Skip(1)).Where(pair => pair.Second - pair.First > 1).ToList();
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

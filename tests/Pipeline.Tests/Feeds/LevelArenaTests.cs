using NUnit.Framework;
using Pipeline.Events;

namespace Pipeline.Tests.Feeds;

/// <summary>Runs of levels in a lane's arena: contiguous, never over one that is still read, always free again.</summary>
internal sealed class LevelArenaTests
{
    private const int Capacity = 32_768;

    [Test]
    public void Should_take_a_power_of_two_that_holds_two_of_the_largest_runs()
    {
        Assert.That(() => new LevelArena(16_384, 256), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LevelArena(30_000, 256), Throws.ArgumentException);
    }

    [Test]
    public void Should_be_full_until_the_first_run_is_released()
    {
        using var arena = new LevelArena(Capacity, 256);
        var sequence = 0L;
        while (arena.TryReserve(out var offset).Length > 0)
        {
            arena.Commit(sequence++, offset, LevelArena.MaxRun);
        }

        Assert.That(sequence, Is.EqualTo(3));
        arena.Release(-1);
        Assert.That(arena.TryReserve(out _).Length, Is.Zero);
        arena.Release(0);
        Assert.That(arena.TryReserve(out _).Length, Is.EqualTo(LevelArena.MaxRun));
    }

    [Test]
    public void Should_keep_nothing_for_a_reservation_that_was_not_committed()
    {
        using var arena = new LevelArena(Capacity, 256);
        for (var i = 0; i < 100; i++)
        {
            Assert.That(arena.TryReserve(out var offset).Length, Is.EqualTo(LevelArena.MaxRun));
            Assert.That(offset, Is.Zero);
        }
    }

    [Test]
    public void Should_never_write_over_a_run_that_is_still_read([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        using var arena = new LevelArena(Capacity, 256);
        var live = new Queue<(long Sequence, DepthBody Depth)>();
        for (var sequence = 0L; sequence < 3_000; sequence++)
        {
            Span<LevelUpdate> room;
            long offset;
            while ((room = arena.TryReserve(out offset)).Length == 0)
            {
                Assert.That(live, Is.Not.Empty, $"seed {seed}: the arena is full and nobody holds it");
                arena.Release(Check(live.Dequeue(), arena, seed));
            }

            var count = random.Next(6) == 0 ? random.Next(LevelArena.MaxRun + 1) : random.Next(60);
            Fill(room[..count], sequence);
            arena.Commit(sequence, offset, count);
            live.Enqueue((sequence, new DepthBody { LevelOffset = offset, BidCount = count / 2, AskCount = count - (count / 2) }));
            while (live.Count > random.Next(1, 250))
            {
                arena.Release(Check(live.Dequeue(), arena, seed));
            }
        }

        while (live.TryDequeue(out var run))
        {
            arena.Release(Check(run, arena, seed));
        }
    }

    private static void Fill(Span<LevelUpdate> levels, long sequence)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new LevelUpdate { PriceTicks = sequence, SizeLots = i };
        }
    }

    private static long Check((long Sequence, DepthBody Depth) run, LevelArena arena, int seed)
    {
        var levels = arena.Read(in run.Depth);
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].PriceTicks != run.Sequence || levels[i].SizeLots != i)
            {
                Assert.Fail($"seed {seed}: level {i} of run {run.Sequence} was written over by run {levels[i].PriceTicks}");
            }
        }

        return run.Sequence;
    }
}

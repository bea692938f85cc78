using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>The memory-model facts that the ring stands on, shown on this machine.</summary>
internal sealed class FenceLitmusTests
{
    private const int Blocks = 400;
    private const int BlockSize = 500;

    private readonly long[] _cells = new long[4 * CacheLine.Bytes];

    private ref long Published => ref _cells[CacheLine.Bytes];

    private ref long Parked => ref _cells[3 * CacheLine.Bytes];

    /// <summary>
    /// Publisher: published = n; see parked. Parker: parked = n; process-wide barrier; see published.
    /// Both blind = the publisher did not signal and the parker went to sleep: the lost wake-up.
    /// </summary>
    [Test]
    public void Should_never_let_publisher_and_parker_both_miss_each_other()
    {
        Assert.That(CountBothBlind(rounds: 20_000, Interlocked.MemoryBarrierProcessWide), Is.EqualTo(0), "FORBIDDEN: both blind");
    }

    /// <summary>Without the parker's barrier the same program loses wake-ups: so the test above can see it.</summary>
    [Test]
    public void Should_show_the_lost_wake_up_where_the_fence_is_left_out()
    {
        if (Environment.ProcessorCount < 2)
        {
            Assert.Ignore("one processor reorders nothing that its threads could see");
        }

        var blind = 0;
        for (var block = 0; block < Blocks && blind == 0; block++)
        {
            blind = CountBothBlind(BlockSize, () => { });
        }

        TestContext.Out.WriteLine($"both blind {blind} times");
        Assert.That(blind, Is.GreaterThan(0), "REQUIRED: both blind");
    }

    /// <summary>What was written before a sequence moved is there for whoever saw it move.</summary>
    [Test]
    public void Should_show_the_event_with_its_sequence()
    {
        const long rounds = 2_000_000;
        Sequence sequence = new(), taken = new();
        var stale = 0;
        var writer = new PipelineThread("writer", () =>
        {
            for (var i = 0L; i < rounds; i++)
            {
                Published = i;
                Parked = -i;
                sequence.SetValue(i);
            }
        });
        var reader = new PipelineThread("reader", () =>
        {
            while (taken.Value < rounds - 1)
            {
                var seen = sequence.Value;
                stale += Published < seen || Parked > -seen && seen > 0 ? 1 : 0;
                taken.SetValue(seen);
            }
        });
        reader.Start();
        writer.Start();

        Assert.That(writer.Join(TimeSpan.FromSeconds(30)) && reader.Join(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(stale, Is.EqualTo(0), "FORBIDDEN: the sequence without its event");
    }

    /// <summary>Lock-step rounds without a kernel barrier between them, so that the two stores really meet.</summary>
    private int CountBothBlind(int rounds, Action fence)
    {
        Published = Parked = 0;
        Sequence publisherDone = new(0), parkerDone = new(0);
        var publisherSaw = new bool[rounds + 1];
        var parkerSaw = new bool[rounds + 1];
        var publisher = new PipelineThread("publisher", () =>
        {
            for (var round = 1; round <= rounds; round++)
            {
                Volatile.Write(ref Published, round);
                publisherSaw[round] = Volatile.Read(ref Parked) >= round;
                MeetAt(round, publisherDone, parkerDone);
            }
        });
        var parker = new PipelineThread("parker", () =>
        {
            for (var round = 1; round <= rounds; round++)
            {
                Volatile.Write(ref Parked, round);
                fence();
                parkerSaw[round] = Volatile.Read(ref Published) >= round;
                MeetAt(round, parkerDone, publisherDone);
            }
        });
        publisher.Start();
        parker.Start();

        Assert.That(publisher.Join(TimeSpan.FromSeconds(30)) && parker.Join(TimeSpan.FromSeconds(30)), Is.True);
        return Enumerable.Range(1, rounds).Count(round => !publisherSaw[round] && !parkerSaw[round]);
    }

    private static void MeetAt(long round, Sequence mine, Sequence other)
    {
        mine.SetValue(round);
        for (var look = 1; other.Value < round; look++)
        {
            if (look % 1_000 == 0)
            {
                Thread.Yield();
            }
        }
    }
}

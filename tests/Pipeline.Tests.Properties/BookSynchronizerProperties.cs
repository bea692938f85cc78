using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>The synchroniser against the rules told a second time, on sequences with drops, repeats, overlaps and snapshots of any age.</summary>
/// <remarks>A failure names its seed: <c>dotnet test tests/Pipeline.Tests.Properties --filter "Name~Synchronizer"</c> repeats it.</remarks>
public sealed class BookSynchronizerProperties
{
    private const int Sequences = 400;
    private const int Records = 120;

    [Test]
    public void Should_decide_as_the_plain_synchronizer_does([Values] bool futures, [Values(2, 10, 60)] int oneFaultIn)
    {
        long synced = 0, gaps = 0;
        for (var seed = 1; seed <= Sequences; seed++)
        {
            var (syncs, breaks) = Run(seed, futures, oneFaultIn);
            synced += syncs;
            gaps += breaks;
        }

        Assert.That(synced, Is.GreaterThan(Sequences / 2), "the sequences must reach what they test");
        Assert.That(gaps, Is.GreaterThan(10), "the sequences must reach what they test");
    }

    private static (int Syncs, int Gaps) Run(int seed, bool futures, int oneFaultIn)
    {
        var venue = new Venue(new Random(seed), futures, oneFaultIn);
        var counters = new BookCounters();
        using var book = new OrderBook(256);
        using var synchronizer = new BookSynchronizer(book, counters);
        var plain = new PlainSynchronizer();
        for (var record = 0; record < Records; record++)
        {
            var (next, levels) = venue.Next();
            var action = Take(synchronizer, next, levels);
            Tell(plain, next, levels, futures);

            var where = $"futures {futures}, one fault in {oneFaultIn}, seed {seed}, record {record} ({action})";
            Assert.That(synchronizer.State == BookState.Synced, Is.EqualTo(plain.Synced), where);
            Assert.That(synchronizer.WaitingDiffs, Is.EqualTo(plain.Waiting), where);
            Assert.That((counters.DepthUpdates, counters.Gaps, counters.Stale), Is.EqualTo(((long)plain.DepthUpdates, (long)plain.Gaps, (long)plain.Stale)), where);
            Assert.That(counters.Resyncs, Is.EqualTo(Math.Max(0, plain.Syncs - 1)), where);
            if (plain.Synced)
            {
                Assert.That(synchronizer.LastUpdateId, Is.EqualTo(plain.LastId), where);
                Assert.That(BookDifference.OfWhole(book, plain.Book), Is.Null, where);
            }
        }

        return (plain.Syncs, plain.Gaps);
    }

    private static BookAction Take(BookSynchronizer synchronizer, in InputRecord record, LevelUpdate[] levels) =>
        record.Kind == RecordKind.DepthSnapshot ? synchronizer.OnSnapshot(record, levels) : synchronizer.OnDiff(record, levels);

    private static void Tell(PlainSynchronizer plain, in InputRecord record, LevelUpdate[] levels, bool futures)
    {
        if (record.Kind == RecordKind.DepthSnapshot)
        {
            plain.Snapshot(record.Depth.FinalUpdateId, levels, record.Depth.BidCount);
        }
        else
        {
            plain.Diff(record.Depth, futures, levels);
        }
    }

    /// <summary>Sends diffs that chain, and one time in so many something else.</summary>
    private sealed class Venue(Random random, bool futures, int oneFaultIn)
    {
        private long _lastId = 100;

        public (InputRecord Record, LevelUpdate[] Levels) Next()
        {
            if (random.Next(8) == 0)
            {
                return (Snapshot(_lastId + random.Next(-15, 12), 2, 2), Levels(4));
            }

            var fault = random.Next(oneFaultIn) == 0 ? random.Next(1, 5) : 0;
            var previous = fault switch
            {
                1 => _lastId + random.Next(1, 8),
                2 => _lastId - random.Next(1, 8),
                3 => _lastId - random.Next(8, 20),
                _ => _lastId,
            };
            var first = previous + 1 + (futures ? random.Next(0, 4) : 0);
            var final = first + random.Next(0, 6);
            _lastId = Math.Max(_lastId, final);
            return (futures ? FuturesDiff(first, final, previous, 2, 1) : SpotDiff(first, final, 2, 1), Levels(3));
        }

        private LevelUpdate[] Levels(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Level(random.Next(1, 30), random.Next(0, 4)))];
    }
}

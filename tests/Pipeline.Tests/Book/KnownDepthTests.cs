using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>Flag 19 against a search over every tick.</summary>
public sealed class KnownDepthTests
{
    [Test]
    public void Should_flag_a_row_that_reaches_past_the_snapshot([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        using var book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });
        SortedDictionary<long, long> bids = [], asks = [];
        var middle = random.Next(2_000, 60_000);
        var reach = random.Next(5, 60);
        var snapshot = Side(random, middle, reach, 40, -1).Concat(Side(random, middle, reach, 40, 1)).ToArray();
        var (lowest, highest) = (snapshot.Min(level => level.PriceTicks), snapshot.Max(level => level.PriceTicks));
        var result = default(BookResult);
        var flagged = 0;
        Apply(snapshot, 40, bids, asks);
        book.Process(Snapshot(1, 40, 40), snapshot, 1, ref result);
        for (var id = 2; id < 400; id++)
        {
            var diff = Side(random, middle, reach + id / 8, 3, -1).Concat(Side(random, middle, reach + id / 8, 3, 1)).ToArray();
            TakeBest(diff, bids, asks);
            Apply(diff, 3, bids, asks);
            var record = SpotDiff(id, id, 3, 3);
            if (book.Process(record, diff, id, ref result))
            {
                var row = default(RowBook);
                book.CutRow(record, ref row);
                var isOutside = IsOutside([.. bids.Keys.Reverse()], [.. asks.Keys], lowest, highest);
                flagged += isOutside ? 1 : 0;
                Assert.That((row.DqFlags & DqFlags.OutsideKnownDepth) != 0, Is.EqualTo(isOutside), $"seed {seed}, id {id}");
            }
        }

        Assert.That(flagged, Is.GreaterThan(0));
    }

    // Trades eat the best level of each side, so that what stays lies ever farther out.
    private static void TakeBest(LevelUpdate[] diff, SortedDictionary<long, long> bids, SortedDictionary<long, long> asks)
    {
        diff[0] = bids.Count > 0 ? Level(bids.Keys.Last(), 0) : diff[0];
        diff[3] = asks.Count > 0 ? Level(asks.Keys.First(), 0) : diff[3];
    }

    private static LevelUpdate[] Side(Random random, long middle, int reach, int count, int sign) =>
        [.. Enumerable.Range(0, count).Select(_ => Level(middle + sign * (1 + random.Next(reach)), random.Next(1, 9)))];

    private static void Apply(LevelUpdate[] levels, int bidCount, SortedDictionary<long, long> bids, SortedDictionary<long, long> asks)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            var side = i < bidCount ? bids : asks;
            side[levels[i].PriceTicks] = levels[i].SizeLots;
            _ = levels[i].SizeLots == 0 && side.Remove(levels[i].PriceTicks);
        }
    }

    // A shown rank, or any tick within 5 bps of mid, that is worse than the worst level of the snapshot.
    private static bool IsOutside(List<long> bids, List<long> asks, long lowest, long highest)
    {
        var mid = (bids[0] + asks[0]) / 2m;
        var isBandOutside = Enumerable.Range(0, 200).Any(away =>
            (lowest - 1 - away >= mid * 0.9995m) || (highest + 1 + away <= mid * 1.0005m));
        return isBandOutside || bids.Take(10).Any(ticks => ticks < lowest) || asks.Take(10).Any(ticks => ticks > highest);
    }
}

using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>A market that walks, jumps, empties and crosses, compared with the plain book at every message.</summary>
/// <remarks>A failure names its case, seed included: <c>dotnet test tests/Pipeline.Tests.Properties --filter "Name~Walk"</c> repeats it.</remarks>
public sealed class BookWalkProperties
{
    private const int Messages = 4_000;

    [Test]
    public void Should_equal_the_plain_book_while_the_price_walks(
        [Values(256, 2_048, 32_768)] int windowTicks, [Values(3, 700, 40_000)] int step, [Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        using var book = new OrderBook(windowTicks);
        var plain = new PlainBook();
        var mid = 5_000_000L;
        for (var message = 0; message < Messages; message++)
        {
            mid += random.Next(-step, step + 1) + (message % 1_000 < 500 ? step / 4 : -step / 4);
            mid = Math.Max(mid, 100_000);
            var bids = Side(random, mid, -1, plain.Bids);
            var asks = Side(random, mid, 1, plain.Asks);
            book.Apply(bids, asks);
            plain.Apply(bids, asks);

            var difference = message % 16 == 0 ? BookDifference.OfWhole(book, plain) : BookDifference.OfTop(book, plain);
            Assert.That(difference, Is.Null, $"window {windowTicks}, step {step}, seed {seed}, message {message}");
        }
    }

    private static LevelUpdate[] Side(Random random, long mid, int away, SortedDictionary<long, long> standing)
    {
        var levels = new List<LevelUpdate>();
        for (var count = random.Next(0, 20); count > 0; count--)
        {
            var lots = random.Next(3) == 0 ? 0 : random.Next(1, 1_000);
            levels.Add(Level(Price(random, mid, away), lots));
        }

        var erase = random.Next(40) == 0 ? standing.Count : random.Next(0, 12);
        levels.AddRange(standing.Keys.Take(erase).Select(price => Level(price, 0)));
        return [.. levels];
    }

    // Mostly near the mid and on its own side; at times on the other side, at times anywhere.
    private static long Price(Random random, long mid, int away) => random.Next(20) switch
    {
        0 => random.NextInt64(1, 10_000_000),
        1 => mid - (away * random.Next(0, 50)),
        2 => mid + (away * random.Next(0, 60_000)),
        _ => mid + (away * random.Next(0, 300)),
    };
}

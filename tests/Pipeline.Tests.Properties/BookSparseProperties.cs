using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>Books whose levels lie far apart, on every kind of tick and between ticks, compared with the plain book while their windows grow.</summary>
/// <remarks>A failure names its case, seed included: <c>dotnet test tests/Pipeline.Tests.Properties --filter "Name~sparse"</c> repeats it.</remarks>
public sealed class BookSparseProperties
{
    private const int Messages = 3_000;

    [Test]
    public void Should_equal_the_plain_book_on_sparse_prices(
        [Values(1, 3, 64, 10_000_000, 1L << 46)] long tick, [Values(200, 6_000, 60_000)] int ticksWide, [Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        using var book = new OrderBook(256, tick);
        var plain = new PlainBook();
        var mid = (ticksWide + 1_000) * tick;
        for (var message = 0; message < Messages; message++)
        {
            var bids = Side(random, mid, -tick, ticksWide);
            var asks = Side(random, mid, tick, ticksWide);
            book.Apply(bids, asks);
            plain.Apply(bids, asks);

            var difference = message % 64 == 0 ? BookDifference.OfWhole(book, plain) : BookDifference.OfTop(book, plain);
            Assert.That(difference, Is.Null, $"tick {tick}, {ticksWide} ticks wide, seed {seed}, message {message}");
        }
    }

    private static LevelUpdate[] Side(Random random, long mid, long away, int ticksWide) =>
        [.. Enumerable.Range(0, random.Next(0, 24)).Select(_ => Level(Price(random, mid, away, ticksWide), random.Next(3) == 0 ? 0 : random.Next(1, 1_000)))];

    // One in two hundred lies between two ticks, where there is room.
    private static long Price(Random random, long mid, long away, int ticksWide) =>
        mid + (away * random.Next(1, ticksWide)) + (random.Next(200) == 0 ? random.NextInt64(Math.Abs(away)) : 0);
}

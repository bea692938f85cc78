using CsCheck;
using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>The order book against two sorted dictionaries, on streams that a market would not send.</summary>
/// <remarks>CsCheck prints the seed of a failure; set CsCheck_Seed to it to repeat that case.</remarks>
public sealed class BookProperties
{
    private static readonly Gen<int> Windows = Gen.Int[8, 15].Select(scale => 1 << scale);

    // Sizes: a third deletes, and among the deletes many of levels that were never there.
    private static readonly Gen<long> Lots = Gen.Frequency((1, Gen.Const(0L)), (2, Gen.Long[1, 1_000_000]));

    private static readonly Gen<LevelUpdate[]> AnywhereNear = Updates(Gen.Long[1, 400]);
    private static readonly Gen<LevelUpdate[]> AnywhereFar = Updates(Gen.Long[1, 1L << 40]);
    private static readonly Gen<LevelUpdate[]> OnWordEdges = Updates(Gen.Select(Gen.Long[1, 600], Gen.Long[-1, 1], (word, off) => (word * 64) + off));
    private static readonly Gen<LevelUpdate[]> AnyScale = Updates(Gen.Select(Gen.Int[1, 60], Gen.Long[0, 3], (bits, off) => (1L << bits) + off));

    [Test]
    public void Should_equal_the_plain_book_near_the_market() => Check(AnywhereNear);

    [Test]
    public void Should_equal_the_plain_book_with_levels_anywhere() => Check(AnywhereFar);

    [Test]
    public void Should_equal_the_plain_book_on_the_edges_of_words_and_windows() => Check(OnWordEdges);

    [Test]
    public void Should_equal_the_plain_book_on_every_scale_of_price() => Check(AnyScale);

    private static Gen<LevelUpdate[]> Updates(Gen<long> prices) =>
        Gen.Select(prices, Lots, Level).Array[0, 12];

    private static void Check(Gen<LevelUpdate[]> updates) =>
        Gen.Select(Windows, Gen.Select(updates, updates).Array[1, 40]).Sample(
            (window, messages) => Equal(window, messages) is null,
            iter: 400);

    private static string? Equal(int window, (LevelUpdate[] Bids, LevelUpdate[] Asks)[] messages)
    {
        using var book = new OrderBook(window);
        var plain = new PlainBook();
        foreach (var (bids, asks) in messages)
        {
            book.Apply(bids, asks);
            plain.Apply(bids, asks);
            if (BookDifference.OfWhole(book, plain) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }
}

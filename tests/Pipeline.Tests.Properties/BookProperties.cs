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

    [Test]
    public void Should_equal_the_plain_book_with_a_share_of_levels_between_ticks([Values(3, 10, 48, 10_000_000)] long tick) =>
        Check(Updates(Gen.Select(Gen.Long[1, 400], Gen.Frequency((6, Gen.Const(0L)), (1, Gen.Long[1, tick - 1])), (ticks, off) => (ticks * tick) + off)), tick);

    [Test]
    public void Should_equal_the_plain_book_where_most_levels_lie_between_ticks() =>
        Check(Updates(Gen.Long[1, 3_000]), tick: 100);

    [Test]
    public void Should_sum_sizes_that_pass_64_bits() =>
        Check(Gen.Select(Gen.Long[190_000, 190_400], Gen.Frequency((1, Gen.Const(0L)), (3, Gen.Long[1, long.MaxValue])), Level).Array[0, 12], tick: 10);

    private static Gen<LevelUpdate[]> Updates(Gen<long> prices) =>
        Gen.Select(prices, Lots, Level).Array[0, 12];

    private static void Check(Gen<LevelUpdate[]> updates, long tick = 1) =>
        Gen.Select(Windows, Gen.Select(updates, updates).Array[1, 40]).Sample(
            (window, messages) => Equal(window, tick, messages) is null,
            iter: 400);

    private static string? Equal(int window, long tick, (LevelUpdate[] Bids, LevelUpdate[] Asks)[] messages)
    {
        using var book = new OrderBook(window, tick);
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

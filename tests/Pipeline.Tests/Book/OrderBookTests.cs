using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

public sealed class OrderBookTests
{
    [Test]
    public void Should_be_empty_at_first()
    {
        using var book = new OrderBook();

        Assert.That(BookDifference.OfWhole(book, new PlainBook()), Is.Null);
    }

    [Test]
    public void Should_keep_a_bid_far_below_the_market()
    {
        using var book = new OrderBook();
        var plain = new PlainBook();
        LevelUpdate[] bids = [Level(10_000, 606_675), Level(50_000, 2_321), Level(600_000, 5), Level(599_999, 7)];
        LevelUpdate[] asks = [Level(600_001, 9), Level(6_200_000, 1)];
        book.Apply(bids, asks);
        plain.Apply(bids, asks);

        Assert.That(BookDifference.OfWhole(book, plain), Is.Null);
        Assert.That((book.BestBidTicks, book.Bids.LotsAt(10_000)), Is.EqualTo((600_000L, 606_675L)));
    }

    [Test]
    public void Should_fall_back_to_a_far_level_when_the_near_ones_go()
    {
        using var book = new OrderBook();
        book.Apply([Level(600_000, 5), Level(10_000, 3)], []);
        book.Apply([Level(600_000, 0)], []);

        Assert.That((book.BestBidTicks, book.BestBidLots, book.BidLevels), Is.EqualTo((10_000L, 3L, 1)));
    }

    [Test]
    public void Should_take_a_better_price_outside_the_window_at_once()
    {
        using var book = new OrderBook(256);
        LevelUpdate[] many = [.. Enumerable.Range(0, 200).Select(i => Level(10_000 - i, 1 + i))];
        book.Apply(many, []);
        book.Apply([Level(20_000, 4)], []);
        Span<long> ticks = stackalloc long[3];
        Span<long> lots = stackalloc long[3];
        var count = book.CopyTopBids(ticks, lots);

        Assert.That(count, Is.EqualTo(3));
        Assert.That(ticks.ToArray(), Is.EqualTo(new long[] { 20_000, 10_000, 9_999 }));
        Assert.That(lots.ToArray(), Is.EqualTo(new long[] { 4, 1, 2 }));
    }

    [Test]
    public void Should_ignore_the_delete_of_a_level_it_never_had()
    {
        using var book = new OrderBook();
        book.Apply([Level(100, 5)], [Level(101, 5)]);
        book.Apply([Level(99, 0), Level(5_000_000, 0)], [Level(102, 0), Level(9, 0), Level(9_000_000, 0)]);

        Assert.That((book.BidLevels, book.AskLevels, book.BestBidTicks, book.BestAskTicks), Is.EqualTo((1, 1, 100L, 101L)));
    }

    [Test]
    public void Should_keep_a_crossed_book_as_it_is_told()
    {
        using var book = new OrderBook();
        book.Apply([Level(105, 5)], [Level(101, 6)]);

        Assert.That((book.BestBidTicks, book.BestAskTicks), Is.EqualTo((105L, 101L)));
    }

    [TestCase(9_995, 10_005, 1, 2, TestName = "Should_include_both_bounds_of_5_bps")]
    [TestCase(9_994, 10_006, 0, 0, TestName = "Should_exclude_what_is_a_tick_past_5_bps")]
    public void Should_measure_depth(long bid, long ask, long bidLots, long askLots)
    {
        using var book = new OrderBook();
        book.Apply([Level(bid, 1)], [Level(ask, 2)]);

        Assert.That(book.DepthWithin5Bps(), Is.EqualTo(((Int128)bidLots, (Int128)askLots)));
    }

    [Test]
    public void Should_count_no_level_that_a_crossed_book_has_beyond_mid()
    {
        using var book = new OrderBook();
        book.Apply([Level(100_004, 1), Level(100_001, 2), Level(99_999, 4)], [Level(100_000, 8), Level(100_002, 16), Level(100_003, 32)]);

        Assert.That(book.DepthWithin5Bps(), Is.EqualTo(((Int128)(2 + 4), (Int128)(16 + 32))), "mid is 100,002");
    }

    [Test]
    public void Should_measure_depth_at_prices_whose_products_pass_64_bits()
    {
        const long Price = 1L << 61;
        const long Bound = Price / 2_000;
        using var book = new OrderBook();
        var plain = new PlainBook();
        LevelUpdate[] bids = [Level(Price - 1, 3), Level(Price - Bound, 5), Level(Price - Bound - 1, 7), Level(Price - Bound - 2, 11)];
        LevelUpdate[] asks = [Level(Price + 1, 3), Level(Price + Bound, 5), Level(Price + Bound + 1, 7)];
        book.Apply(bids, asks);
        plain.Apply(bids, asks);

        Assert.That(BookDifference.OfWhole(book, plain), Is.Null);
    }

    [Test]
    public void Should_refuse_a_window_that_is_not_a_power_of_two()
    {
        Assert.That(() => new OrderBook(1_000), Throws.ArgumentException);
        Assert.That(() => new OrderBook(128), Throws.ArgumentException);
    }

    [Test]
    public void Should_be_empty_after_clear_and_usable_again()
    {
        using var book = new OrderBook();
        var plain = new PlainBook();
        book.Apply([Level(600_000, 5), Level(10_000, 3)], [Level(600_005, 1), Level(7_000_000, 1)]);
        book.Clear();
        Assert.That(BookDifference.OfWhole(book, plain), Is.Null);

        LevelUpdate[] bids = [Level(9, 5)];
        book.Apply(bids, bids);
        plain.Apply(bids, bids);
        Assert.That(BookDifference.OfWhole(book, plain), Is.Null);
    }

    [Test]
    public void Should_allocate_nothing_when_the_price_walks_back_and_forth()
    {
        using var book = new OrderBook(1_024);
        var levels = new LevelUpdate[2];
        Walk(book, levels);

        Assert.That(Allocations.Of(() => Walk(book, levels)), Is.Zero);
    }

    private static void Walk(OrderBook book, LevelUpdate[] levels)
    {
        for (var step = 0; step < 100_000; step++)
        {
            var price = 100_000 + Math.Abs(50_000 - step);
            levels[0] = Level(price, step + 1);
            levels[1] = Level(price + 500, 0);
            book.Apply(levels, levels);
        }
    }
}

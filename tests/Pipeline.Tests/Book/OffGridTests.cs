using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Tests.Support;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

/// <summary>What is finer than tick and lot stands in the book, is counted, and flags nothing.</summary>
internal sealed class OffGridTests
{
    // A tick is 10 units and a lot 100.
    private static readonly Instrument Coarse = OrderRecords.Btc with { TickMantissa = 10, LotMantissa = 100 };

    private InstrumentBook _book = null!;
    private BookResult _result;

    [SetUp]
    public void SetUp()
    {
        _book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 }, Coarse);
        _result = default;
    }

    [TearDown]
    public void TearDown() => _book.Dispose();

    [Test]
    public void Should_keep_and_count_a_snapshot_that_is_finer_than_the_grid()
    {
        Take(Snapshot(9, bids: 2, asks: 2), [Level(1_000, 500), Level(995, 300), Level(1_010, 600), Level(1_024, 4_218)]);
        Take(FuturesDiff(10, 12, 9), [Level(1_000, 500), Level(1_010, 600)]);

        Assert.That(_result.State, Is.EqualTo(BookState.Synced));
        Assert.That((_book.Book.Bids.LotsAt(995), _book.Book.Asks.LotsAt(1_024)), Is.EqualTo((300L, 4_218L)));
        Assert.That((_book.Counters.OffGridPrices, _book.Counters.OffGridSizes), Is.EqualTo((2L, 1L)));
    }

    [Test]
    public void Should_cut_a_row_with_a_best_price_between_ticks_and_flag_nothing()
    {
        Take(Snapshot(9), [Level(1_000, 500), Level(1_030, 600)]);
        Take(FuturesDiff(10, 12, 9), [Level(1_000, 500), Level(1_030, 600)]);
        var diff = FuturesDiff(13, 15, 12);
        Take(diff, [Level(1_003, 250), Level(1_021, 100)]);
        var row = new RowBook();
        _book.CutRow(diff, ref row);

        Assert.That((row.BidTicks[0], row.BidLots[0], row.BidTicks[1], row.AskTicks[0], row.AskTicks[1]), Is.EqualTo((1_003L, 250L, 1_000L, 1_021L, 1_030L)));
        Assert.That((_result.BidTicks, _result.AskTicks), Is.EqualTo((1_003L, 1_021L)));
        Assert.That(row.DqFlags, Is.EqualTo(DqFlags.FewBids | DqFlags.FewAsks));
        Assert.That((_book.Counters.OffGridPrices, _book.Counters.OffGridSizes), Is.EqualTo((2L, 1L)));
    }

    [TestCase(10, 100)]
    [TestCase(10_000_000, 100_000)]
    [TestCase(3, 7)]
    [TestCase(1, 64)]
    [TestCase(1, 1)]
    public void Should_count_as_remainders_do(long tick, long lot)
    {
        var random = new Random(7);
        using var book = new InstrumentBook(0, InstrumentBookOptions.Default, OrderRecords.Btc with { TickMantissa = tick, LotMantissa = lot });
        var (prices, sizes) = (0L, 0L);
        for (var diff = 0; diff < 300; diff++)
        {
            var offPercent = random.Next(3) == 0 ? 20 : 0;
            var levels = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Level(Draw(random, tick, offPercent), Draw(random, lot, offPercent))).ToArray();
            prices += levels.Count(level => level.PriceTicks % tick != 0);
            sizes += levels.Count(level => level.SizeLots % lot != 0);
            book.Process(FuturesDiff(diff + 1, diff + 1, diff, levels.Length, asks: 0), levels, 1, ref _result);
        }

        Assert.That((book.Counters.OffGridPrices, book.Counters.OffGridSizes), Is.EqualTo((prices, sizes)));
        Assert.That(prices > 0, Is.EqualTo(tick > 1), "some are off the grid where there is one");
    }

    [Test]
    public void Should_count_tickers_and_trades()
    {
        Take(Ticker(1, 1_001, 100, 1_010, 150), []);
        Take(new InputRecord { Kind = RecordKind.Trade, Trade = new TradeBody { PriceTicks = 1_009, SizeLots = 199 } }, []);
        Take(new InputRecord { Kind = RecordKind.AggTrade, Trade = new TradeBody { PriceTicks = 1_010, SizeLots = 200 } }, []);

        Assert.That((_book.Counters.OffGridPrices, _book.Counters.OffGridSizes), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public void Should_agree_with_a_snapshot_that_holds_a_level_between_ticks()
    {
        Take(Snapshot(9, bids: 2), [Level(1_000, 500), Level(995, 300), Level(1_010, 600)]);
        Take(FuturesDiff(10, 12, 9), [Level(1_000, 500), Level(1_010, 600)]);
        Take(Snapshot(12, bids: 2), [Level(1_000, 500), Level(995, 300), Level(1_010, 600)]);

        Assert.That(_book.Counters.AuditMismatches, Is.Zero);
    }

    // As large as a number may be, now and then.
    private static long Draw(Random random, long step, int offPercent)
    {
        var value = random.NextInt64(1, random.Next(5) == 0 ? long.MaxValue / step : 1_000_000) * step;
        return random.Next(100) < offPercent ? value - random.NextInt64(step) : value;
    }

    private void Take(in InputRecord record, LevelUpdate[] levels) => _book.Process(record, levels, record.ReceiveNanos, ref _result);
}

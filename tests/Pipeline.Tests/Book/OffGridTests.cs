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

    private void Take(in InputRecord record, LevelUpdate[] levels) => _book.Process(record, levels, record.ReceiveNanos, ref _result);
}

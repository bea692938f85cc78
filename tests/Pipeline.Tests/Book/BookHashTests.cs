using System.IO.Hashing;
using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Tests.Book;

/// <summary>What a book's hash is made of, computed from plain bytes.</summary>
internal sealed class BookHashTests
{
    private const long Snapshot = 100;

    private static readonly Instrument Coarse = new()
    {
        Market = Market.UsdM,
        Symbol = "COARSE",
        TickMantissa = 5,
        PriceDecimals = 1,
        LotMantissa = 2,
        SizeDecimals = 3,
    };

    [Test]
    public void Should_hash_prices_and_sizes_in_units_of_1e_minus_8_and_the_books_own_flags()
    {
        using var book = Synced(BookUnits.Of(Coarse));
        var own = DqFlags.FewBids | DqFlags.FewAsks;

        Assert.That(book.FrameHash, Is.EqualTo(Frame(own, bid: 90 * 10_000_000L, size: 7 * 100_000L, ask: 110 * 10_000_000L)));
    }

    [Test]
    public void Should_not_depend_on_the_units_that_a_book_is_kept_in()
    {
        using var ticks = Synced(BookUnits.Of(Coarse));
        using var fine = Synced(BookUnits.E8, price: 10_000_000, size: 100_000);

        Assert.That(fine.FrameHash, Is.EqualTo(ticks.FrameHash));
        Assert.That(fine.WholeBookHash(), Is.EqualTo(ticks.WholeBookHash()));
    }

    [Test]
    public void Should_fold_the_whole_book_in_at_the_end()
    {
        using var book = Synced(BookUnits.E8);
        var before = book.BookHash;
        book.Finish();

        Assert.That(book.BookHash, Is.EqualTo(XxHash3.HashToUInt64(BitConverter.GetBytes(book.WholeBookHash()), (long)before)));
    }

    private static InstrumentBook Synced(BookUnits units, long price = 1, long size = 1)
    {
        var book = new InstrumentBook(3, new InstrumentBookOptions { WindowTicks = 256 }) { Units = units };
        LevelUpdate[] levels =
        [
            new() { PriceTicks = 90 * price, SizeLots = 7 * size },
            new() { PriceTicks = 110 * price, SizeLots = 7 * size },
        ];
        var result = default(BookResult);
        foreach (var kind in (RecordKind[])[RecordKind.DepthSnapshot, RecordKind.DepthUpdate])
        {
            var isDiff = kind == RecordKind.DepthUpdate;
            var record = new InputRecord
            {
                Kind = kind,
                Flags = isDiff ? RecordFlags.ChainedByPrevious : RecordFlags.None,
                Instrument = 3,
                ReceiveNanos = 1_000,
                EventNanos = 1_000,
                TransactionNanos = 1_000,
                Depth = new DepthBody
                {
                    FirstUpdateId = isDiff ? Snapshot : InputRecord.Absent,
                    FinalUpdateId = isDiff ? Snapshot + 1 : Snapshot,
                    PreviousFinalUpdateId = isDiff ? Snapshot : InputRecord.Absent,
                    BidCount = 1,
                    AskCount = 1,
                },
            };
            book.Process(in record, levels, 1_000, ref result);
        }

        Assert.That(book.State, Is.EqualTo(BookState.Synced));
        return book;
    }

    private static ulong Frame(DqFlags flags, long bid, long size, long ask)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var head in (long[])[3, Snapshot + 1, (long)BookState.Synced, (long)flags])
        {
            writer.Write(head);
        }

        foreach (var best in (long[])[bid, size, ask, size])
        {
            writer.Write(best);
            writer.Write(new byte[9 * sizeof(long)]);
        }

        return XxHash3.HashToUInt64(bytes.ToArray());
    }
}

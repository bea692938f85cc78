using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Book;

/// <summary>Real recordings, held against a plain book at every event and against the venue's own ticker.</summary>
public sealed class CaptureTests
{
    public static readonly Expected[] Recordings =
    [
        new("usdm-btcusdt-20240808", 0.1m, 0.001m, 6_545, 443_262, 6_545, 61659.70m, 1.486m, 61659.80m, 0.981m, 5018, 4578),
        new("usdm-ethusdt-20240808", 0.01m, 0.001m, 6_579, 428_411, 6_579, 2681.38m, 8.486m, 2681.39m, 22.624m, 3181, 3013),
        new("usdm-ethusdt-20240718 usdm-ethusdt-20240719", 0.01m, 0.001m, 8_922, 354_944, 8_922, 3418.62m, 0.007m, 3418.63m, 12.271m, 4685, 4357),
        new("coinm-btcusd_perp-20240808", 0.1m, 1m, 26_822, 295_747, 26_822, 61668.6m, 1380m, 61668.7m, 871m, 1110, 1123),
        new("spot-nexousdt-20240723 spot-nexousdt-20240724 spot-nexousdt-20240725", 0.001m, 0.01m, 99_029, 200_963, 99_028, 1.161m, 303.83m, 1.163m, 221.58m, 269, 869),
    ];

    [TestCaseSource(nameof(Recordings))]
    public void Should_end_with_the_book_and_the_counts_of_the_recording(Expected expected)
    {
        var capture = Open(expected);
        using var book = new InstrumentBook(0, InstrumentBookOptions.Default);
        var (plain, rows) = Play(book, capture);

        Assert.That(BookDifference.OfWhole(book.Book, plain), Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(book.Counters.DepthUpdates, Is.EqualTo(expected.Diffs));
            Assert.That(book.Counters.LevelUpdates, Is.EqualTo(expected.Levels));
            Assert.That(rows, Is.EqualTo(expected.Diffs));
            Assert.That(book.Ticker.Checks, Is.EqualTo(expected.Checks));
            Assert.That(book.Ticker.Mismatches, Is.Zero);
            Assert.That(book.Ticker.Overflows, Is.Zero);
            Assert.That((book.Counters.Gaps, book.Counters.Resyncs, book.Counters.SnapshotsUsed), Is.EqualTo((0L, 0L, 1L)));
            Assert.That(book.Book.BestBidTicks * expected.Tick, Is.EqualTo(expected.Bid));
            Assert.That(book.Book.BestBidLots * expected.Lot, Is.EqualTo(expected.BidSize));
            Assert.That(book.Book.BestAskTicks * expected.Tick, Is.EqualTo(expected.Ask));
            Assert.That(book.Book.BestAskLots * expected.Lot, Is.EqualTo(expected.AskSize));
            Assert.That((book.Book.BidLevels, book.Book.AskLevels), Is.EqualTo((expected.BidLevels, expected.AskLevels)));
        });
    }

    [Test]
    public void Should_be_the_same_book_whatever_the_window()
    {
        var hashes = new List<ulong>();
        foreach (var windowTicks in new[] { 256, 4_096, BookSide.DefaultWindowTicks })
        {
            using var book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = windowTicks });
            Feed(book, Open(Recordings[0]).Read());
            hashes.Add(book.BookHash);
            hashes.Add(book.WholeBookHash());
        }

        Assert.That(hashes.Where((_, index) => index % 2 == 0).Distinct().Count(), Is.EqualTo(1));
        Assert.That(hashes.Where((_, index) => index % 2 == 1).Distinct().Count(), Is.EqualTo(1));
    }

    [TestCase(0, 100)]
    [TestCase(0, 6_540)]
    [TestCase(4, 5_000)]
    public void Should_find_a_missing_diff_at_the_next_one_and_cut_nothing_more(int recording, int missing)
    {
        using var book = new InstrumentBook(0, InstrumentBookOptions.Default);
        var result = new BookResult();
        long diffs = 0, rows = 0;
        foreach (var (record, levels) in Open(Recordings[recording]).Read())
        {
            if (record.Kind == RecordKind.DepthUpdate && ++diffs == missing)
            {
                continue;
            }

            var cuts = book.Process(record, levels, record.ReceiveNanos, ref result);
            rows += cuts ? 1 : 0;
            if (record.Kind == RecordKind.DepthUpdate && diffs == missing + 1)
            {
                Assert.That((result.Action, result.State, result.Reason), Is.EqualTo((BookAction.Broke, BookState.Invalid, BookReason.ChainBroken)));
                Assert.That((result.BidTicks, result.AskTicks, result.AppliedUpdateId), Is.EqualTo((0L, 0L, InputRecord.Absent)));
                rows = 0;
            }
        }

        Assert.That((rows, book.Counters.Gaps, book.State), Is.EqualTo((0L, 1L, BookState.Invalid)));
        Assert.That((book.Gaps.LastId, book.Gaps.IsOpen), Is.EqualTo((1, true)));
    }

    private static (PlainBook Plain, long Rows) Play(InstrumentBook book, JsonCapture capture)
    {
        var plain = new PlainSynchronizer();
        var result = new BookResult();
        long events = 0, rows = 0;
        foreach (var (record, levels) in capture.Read())
        {
            rows += book.Process(record, levels, record.ReceiveNanos, ref result) ? 1 : 0;
            if (!record.HasLevels)
            {
                continue;
            }

            FeedPlain(plain, record, levels);
            if (plain.Synced)
            {
                var whole = events++ % 1_000 == 0;
                var difference = whole ? BookDifference.OfWhole(book.Book, plain.Book) : BookDifference.OfTop(book.Book, plain.Book);
                Assert.That(difference, Is.Null, $"u {record.Depth.FinalUpdateId}");
            }
        }

        book.Finish();
        return (plain.Book, rows);
    }

    private static void Feed(InstrumentBook book, IEnumerable<(InputRecord Record, LevelUpdate[] Levels)> records)
    {
        var result = new BookResult();
        foreach (var (record, levels) in records)
        {
            book.Process(record, levels, record.ReceiveNanos, ref result);
        }

        book.Finish();
    }

    private static void FeedPlain(PlainSynchronizer plain, InputRecord record, LevelUpdate[] levels)
    {
        if (record.Kind == RecordKind.DepthSnapshot)
        {
            plain.Snapshot(record.Depth.FinalUpdateId, levels, record.Depth.BidCount);
        }
        else
        {
            plain.Diff(record.Depth, (record.Flags & RecordFlags.ChainedByPrevious) != 0, levels);
        }
    }

    private static JsonCapture Open(Expected expected) => new(
        [.. expected.Files.Split(' ').Select(file => Shared.Require($"captures/{file}.gz"))], expected.Tick, expected.Lot);

    public sealed record Expected(
        string Files, decimal Tick, decimal Lot, long Diffs, long Levels, long Checks,
        decimal Bid, decimal BidSize, decimal Ask, decimal AskSize, int BidLevels, int AskLevels)
    {
        public override string ToString() => Files;
    }
}

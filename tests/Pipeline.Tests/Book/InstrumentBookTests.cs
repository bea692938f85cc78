using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Book;

public sealed class InstrumentBookTests
{
    private static readonly LevelUpdate[] Both = [Level(100, 5), Level(101, 6)];

    private InstrumentBook _book = null!;
    private BookResult _result;

    [SetUp]
    public void SetUp()
    {
        _book = new InstrumentBook(3, new InstrumentBookOptions { WindowTicks = 256 });
        _result = default;
    }

    [TearDown]
    public void TearDown() => _book.Dispose();

    [Test]
    public void Should_fill_the_whole_result_of_any_record()
    {
        _result.BookHash = 77;
        _result.AppliedUpdateId = 77;
        var cuts = Take(new InputRecord { Kind = RecordKind.Trade }, [], nanos: 5);

        Assert.That(cuts, Is.False);
        Assert.That((_result.PipelineNanos, _result.AppliedUpdateId, _result.BookHash), Is.EqualTo((5L, InputRecord.Absent, 0UL)));
        Assert.That((_result.Row, _result.DqFlags, _result.Action), Is.EqualTo((BookResult.NoRow, DqFlags.NotSynced, BookAction.None)));
    }

    [Test]
    public void Should_cut_a_row_for_a_diff_and_none_for_the_sync()
    {
        Assert.That(Take(Snapshot(9), Both, nanos: 100), Is.False);
        Assert.That(Take(FuturesDiff(10, 12, 9), Both, nanos: 110), Is.False);
        Assert.That((_result.Action, _book.SyncNanos), Is.EqualTo((BookAction.SyncedNow, 110L)));

        var diff = FuturesDiff(13, 15, 12);
        diff.EventNanos = 1_000;
        Assert.That(Take(diff, [Level(99, 7), Level(101, 8)], nanos: 120), Is.True);
        var row = new RowBook();
        _book.CutRow(diff, ref row);

        Assert.That((row.BidTicks[0], row.BidLots[0], row.BidTicks[1], row.BidLots[1], row.BidTicks[2]), Is.EqualTo((100L, 5L, 99L, 7L, 0L)));
        Assert.That((row.AskTicks[0], row.AskLots[0], row.AskTicks[1]), Is.EqualTo((101L, 8L, 0L)));
        Assert.That((row.UpdateId, row.EventNanos, row.TransactionNanos), Is.EqualTo((15L, 1_000L, InputRecord.Absent)));
        Assert.That((row.Number, row.Instrument, row.SessionId, row.BidCount, row.AskCount), Is.EqualTo((1, (short)3, 0, (byte)2, (byte)1)));
        Assert.That(row.DqFlags, Is.EqualTo(DqFlags.FewBids | DqFlags.FewAsks | DqFlags.OutsideKnownDepth), "99 lies below the snapshot");
        Assert.That(_result.DqFlags, Is.EqualTo(DqFlags.FewBids | DqFlags.FewAsks), "the row alone tells of it");
        Assert.That((_result.BidTicks, _result.AskTicks, _result.AppliedUpdateId, _result.LevelsApplied), Is.EqualTo((100L, 101L, 15L, 2)));
    }

    [Test]
    public void Should_cut_no_row_while_a_side_is_empty()
    {
        Sync();

        Assert.That(Take(FuturesDiff(13, 15, 12), [Level(100, 0), Level(101, 6)], nanos: 130), Is.False);
        Assert.That(_result.DqFlags & DqFlags.NoBid, Is.EqualTo(DqFlags.NoBid));
        Assert.That(Take(FuturesDiff(16, 17, 15), Both, nanos: 140), Is.True);
    }

    [TestCase(101, DqFlags.Locked)]
    [TestCase(102, DqFlags.Crossed)]
    public void Should_flag_a_book_that_touches_itself(long bid, DqFlags flag)
    {
        Sync();
        Take(FuturesDiff(13, 15, 12), [Level(bid, 1), Level(101, 6)], nanos: 130);

        Assert.That(_result.DqFlags & (DqFlags.Locked | DqFlags.Crossed), Is.EqualTo(flag));
    }

    [Test]
    public void Should_keep_a_gap_open_until_the_next_sync()
    {
        Sync();
        Take(FuturesDiff(23, 25, 22), Both, nanos: 130);
        Assert.That((_result.State, _result.GapId, _result.Action), Is.EqualTo((BookState.Invalid, 1, BookAction.Broke)));
        Assert.That(_result.DqFlags, Is.EqualTo(DqFlags.NotSynced | DqFlags.Gap));

        Take(Snapshot(24), Both, nanos: 140);
        var gap = _book.Gaps.All.Single();
        Assert.That((gap.Reason, gap.FromNanos, gap.DetectedNanos, gap.ToNanos), Is.EqualTo((BookReason.ChainBroken, 110L, 130L, 140L)));
        Assert.That((gap.FromUpdateId, gap.ToUpdateId, gap.IsOpen), Is.EqualTo((12L, 25L, false)));
        Assert.That((_book.SessionId, _result.GapId, _result.DqFlags & DqFlags.Gap), Is.EqualTo((1, 1, DqFlags.None)));
    }

    [Test]
    public void Should_be_invalid_from_the_record_that_tells_of_a_hole()
    {
        Sync();
        var hole = new InputRecord { Kind = RecordKind.Hole, ReceiveNanos = 130 };
        _book.MarkInvalid(BookReason.Hole, hole.ReceiveNanos);
        Take(hole, [], nanos: 130);

        Assert.That((_result.State, _result.Reason, _result.GapId, _result.BidTicks), Is.EqualTo((BookState.Invalid, BookReason.Hole, 1, 0L)));
        Assert.That((_book.Counters.Gaps, _book.Gaps.All[0].DetectedNanos), Is.EqualTo((1L, 130L)));
    }

    [Test]
    public void Should_move_the_hash_when_one_lot_moves_and_not_the_hash_of_equal_frames()
    {
        using var other = new InstrumentBook(3, InstrumentBookOptions.Default);
        using var changed = new InstrumentBook(3, InstrumentBookOptions.Default);
        Sync();
        Take(other, Snapshot(9), Both);
        Take(other, FuturesDiff(10, 11, 9), Both);
        Take(other, FuturesDiff(12, 12, 11), Both);
        Take(changed, Snapshot(9), Both);
        Take(changed, FuturesDiff(10, 12, 9), [Level(100, 5), Level(101, 7)]);

        Assert.That(other.FrameHash, Is.EqualTo(_book.FrameHash));
        Assert.That(other.BookHash, Is.Not.EqualTo(_book.BookHash), "it folds every diff on the way");
        Assert.That(other.WholeBookHash(), Is.EqualTo(_book.WholeBookHash()));
        Assert.That(changed.FrameHash, Is.Not.EqualTo(_book.FrameHash));
        Assert.That(changed.WholeBookHash(), Is.Not.EqualTo(_book.WholeBookHash()));
    }

    private void Sync()
    {
        Take(Snapshot(9), Both, nanos: 100);
        Take(FuturesDiff(10, 12, 9), Both, nanos: 110);
    }

    private bool Take(InputRecord record, LevelUpdate[] levels, long nanos, int bids = 1)
    {
        record.Depth.BidCount = record.HasLevels ? bids : record.Depth.BidCount;
        return _book.Process(record, levels, nanos, ref _result);
    }

    private static void Take(InstrumentBook book, InputRecord record, LevelUpdate[] levels)
    {
        var result = new BookResult();
        book.Process(record, levels, record.ReceiveNanos, ref result);
    }
}

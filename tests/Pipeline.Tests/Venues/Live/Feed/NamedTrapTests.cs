using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Venues.Live.Feed;

/// <summary>Traps that well-known handlers fall into, each on the real book.</summary>
public sealed class NamedTrapTests
{
    private static readonly LevelUpdate[] Levels = [Level(100, 5), Level(200, 6)];

    private InstrumentBook _book = null!;
    private BookResult _result;

    [SetUp]
    public void SetUp() => _book = new InstrumentBook(0, new InstrumentBookOptions { WindowTicks = 256 });

    [TearDown]
    public void TearDown() => _book.Dispose();

    [Test]
    public void Should_catch_a_gap_in_steady_state_at_the_first_event_after_it()
    {
        Sync();

        var row = Take(FuturesDiff(31, 40, 30));

        Assert.That((row, _result.State, _result.Reason, _result.Action),
            Is.EqualTo((false, BookState.Invalid, BookReason.ChainBroken, BookAction.Broke)));
    }

    [Test]
    public void Should_not_bridge_a_hole_between_snapshot_and_first_update()
    {
        Take(Snapshot(10));

        Take(FuturesDiff(21, 30, 20));

        Assert.That((_result.State, _result.Reason), Is.EqualTo((BookState.Buffering, BookReason.SnapshotTooOld)));
    }

    [Test]
    public void Should_not_trust_a_natural_refresh()
    {
        Sync();
        Take(FuturesDiff(31, 40, 30));

        for (var id = 40; id < 400; id += 10)
        {
            Assert.That(Take(FuturesDiff(id + 1, id + 10, id)), Is.False, "every level was sent again, and still nobody knows the book");
        }

        Assert.That(_book.State, Is.EqualTo(BookState.Invalid));
    }

    private void Sync()
    {
        Take(FuturesDiff(1, 10, 0));
        Take(Snapshot(10));
        Take(FuturesDiff(11, 20, 10));
        Assert.That(_book.State, Is.EqualTo(BookState.Synced));
    }

    private bool Take(InputRecord record) => _book.Process(record, Levels, record.ReceiveNanos, ref _result);
}

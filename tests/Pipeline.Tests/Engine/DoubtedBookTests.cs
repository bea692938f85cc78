using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Risk;
using Pipeline.Strategies;
using Pipeline.Testing.Features;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Engine;

/// <summary>A doubted book: a snapshot is asked for at once, and after ten seconds of pipeline time a record gives the book up.</summary>
internal sealed class DoubtedBookTests : IResyncRequests
{
    private const long Second = 1_000_000_000;

    private readonly List<int> _requests = [];
    private readonly List<bool> _areDoubted = [];
    private TradingPipeline _pipeline = null!;
    private BookResult _last;
    private int _givenUp;
    private long _nanos;
    private long _id;

    [SetUp]
    public void SetUp()
    {
        (_givenUp, _nanos, _id) = (0, Second, 10);
        _requests.Clear();
        _areDoubted.Clear();
        _pipeline = new TradingPipeline(new PipelineSetup
        {
            Instruments = [Captures.Btc],
            CreateStrategy = _ => new IdleStrategy(),
            Limits = new RiskLimits(),
            Latch = new KillLatch(LatchState.Active),
            Resyncs = this,
            VerdictSink = new LastResult(result => _last = result),
        });
        _pipeline.Start();
        TakeSnapshot(size: 5, epoch: 0);
        Diff();
        Assert.That((_last.State, _requests), Is.EqualTo((BookState.Synced, new List<int>())), "the set-up");
    }

    [TearDown]
    public void TearDown() => _pipeline.Dispose();

    [Test]
    public void Should_ask_at_once_and_believe_a_snapshot_that_agrees()
    {
        TakeSnapshot(size: 6, epoch: 0);
        Assert.That((_last.Doubt, _last.State), Is.EqualTo((BookDoubt.Audit, BookState.Synced)));
        Assert.That(_requests, Is.EqualTo(new[] { 1 }));

        _nanos += 9 * Second;
        Diff();
        Assert.That(_requests, Is.EqualTo(new[] { 1 }), "one request at a time");
        TakeSnapshot(size: 5, epoch: 1);
        Assert.That(_last.Doubt, Is.EqualTo(BookDoubt.None));

        _nanos += 9 * Second;
        Diff();
        Assert.That((_givenUp, _requests.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Should_give_up_what_stays_doubted_for_ten_seconds_once()
    {
        TakeSnapshot(size: 6, epoch: 0);
        _nanos += 10 * Second - 1;
        TakeSnapshot(size: 6, epoch: 1);
        Assert.That((_givenUp, _requests), Is.EqualTo((0, new List<int> { 1, 2 })), "the one that came did not help");

        _nanos += 1;
        Diff();
        Diff();
        Assert.That((_givenUp, _last.State), Is.EqualTo((1, BookState.Synced)), "the record is on its way");

        Publish(new InputRecord { Kind = RecordKind.FeedAlarm, Status = new StatusBody { Code = 1, Reason = (int)FeedAlarmReason.BookDoubted } }, []);
        Assert.That((_last.State, _last.Reason, _last.Doubt), Is.EqualTo((BookState.Invalid, BookReason.Doubted, BookDoubt.None)));
        Assert.That(_requests, Is.EqualTo(new[] { 1, 2, 3 }), "the request of the doubt may be waiting");
        Assert.That(_areDoubted, Is.EqualTo(new[] { true, true, false }));
        TakeSnapshot(size: 6, epoch: 3);
        Diff();
        Assert.That((_last.State, _last.Doubt, _givenUp), Is.EqualTo((BookState.Synced, BookDoubt.None, 1)));
    }

    void IResyncRequests.Request(int instrument, int epoch, bool isDoubted)
    {
        _requests.Add(epoch);
        _areDoubted.Add(isDoubted);
    }

    void IResyncRequests.Doubt(int instrument) => _givenUp++;

    private void TakeSnapshot(long size, int epoch)
    {
        var record = Snapshot(_id, 60, 60) with { Epoch = epoch };
        Publish(record, [.. Enumerable.Range(0, 120).Select(i => Level(i < 60 ? 1000 - i : 941 + i, size))]);
    }

    private void Diff()
    {
        Publish(FuturesDiff(_id + 1, _id + 1, _id, 0, 0), []);
        _id++;
    }

    private void Publish(InputRecord record, LevelUpdate[] levels)
    {
        record.ReceiveNanos = _nanos;
        if (record.HasLevels)
        {
            _pipeline.MarketLane.Publish(ref record, levels);
        }
        else
        {
            _pipeline.MarketLane.Publish(ref record);
        }

        _pipeline.Settle();
    }

    private sealed class LastResult(Action<BookResult> take) : IVerdictSink
    {
        public void OnVerdict(in InputRecord record, in BookResult result, in Verdict verdict) => take(result);
    }
}

using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Live;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>A replay publishes what a tape holds as it is: its own session start, every record under its own lane.</summary>
internal sealed class TapeRecordsTests
{
    private const int Records = 3_000;

    private TemporaryFolder _folder = null!;
    private PipelineSetup _setup = null!;
    private ReplaySummary _live = null!;
    private string _tape = "";

    // Two sockets, a clock that was set back after the session began, and what a control lane says.
    [OneTimeSetUp]
    public void RunLive()
    {
        _folder = new TemporaryFolder();
        _tape = _folder.File("live.tape");
        using var demo = new FaultyReplay();
        var records = new TapeLog(demo.Tape).Records.Where(each => each.Record.Kind != RecordKind.SessionStart).Take(Records).ToList();
        using (var input = new TapeInput(demo.Tape))
        {
            _setup = ReplayRun.Setup(input) with { MarketLanes = 2, SessionId = 7, RingSize = 256 };
        }

        using var journal = JournalWriter.Create(_tape, ReplayRun.Header(_setup), JournalOptions.Import);
        var clock = new StoppedClock(records[0].Record.ReceiveNanos + 2_000_000_000);
        using var run = new LiveRun(_setup with { Journal = journal }, clock);
        run.Start();
        for (var i = 0; i < records.Count; i++)
        {
            Publish(run.Pipeline.MarketLanes[i / 7 % 2], records[i].Record, records[i].Levels);
            if (i % 500 == 0)
            {
                Publish(run.Pipeline.ControlLane, Tick(records[i].Record.ReceiveNanos), []);
            }

            run.Pipeline.Step();
        }

        _live = run.Finish();
        journal.Seal();
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_come_to_the_hashes_of_the_live_run()
    {
        Assert.That(new TapeLog(_tape).Records.Select(each => each.Record.Lane).Distinct(), Is.EquivalentTo(new byte[] { 0, 2, 3 }));
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(_tape, LikeLive)), Is.EqualTo(Fingerprint.Of(_live)));
    }

    [TestCase(Ring.ThreadMode.Shared)]
    [TestCase(Ring.ThreadMode.Dedicated)]
    public void Should_come_to_them_in_every_mode(Ring.ThreadMode mode) =>
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(_tape, setup => LikeLive(setup) with { Mode = mode })), Is.EqualTo(Fingerprint.Of(_live)));

    [Test]
    public void Should_verify_although_the_clock_was_set_back_after_the_session_began()
    {
        using var comparer = new DecisionComparer(_tape);
        ReplayRun.OfTape(_tape, setup => LikeLive(setup) with { DecisionSink = comparer });
        var comparison = comparer.Finish();

        Assert.That(comparison.FirstDifference, Is.Null);
        Assert.That(comparison.IsProved, Is.True);
    }

    [Test]
    public void Should_write_the_same_records_into_a_copy()
    {
        using (var input = new TapeInput(_tape))
        {
            ReplayRun.Of(input, LikeLive, _folder.File("copy.tape"));
        }

        var (here, there) = (new TapeLog(_tape), new TapeLog(_folder.File("copy.tape")));
        Assert.That(there.Records.Count, Is.EqualTo(here.Records.Count));
        foreach (var (one, other) in here.Records.Zip(there.Records))
        {
            Assert.That(FieldDifference.Find(Placeless(one.Record), Placeless(other.Record)), Is.Null);
            Assert.That(other.Levels, Is.EqualTo(one.Levels));
        }
    }

    [Test]
    public void Should_publish_the_tapes_own_session_start_under_another_configuration()
    {
        var other = ReplayRun.OfTape(_tape, setup => LikeLive(setup) with { ConfigHash = setup.ConfigHash ^ 1, SessionId = 7 });

        Assert.That(other.InputHash, Is.EqualTo(_live.InputHash));
    }

    private static PipelineSetup LikeLive(PipelineSetup setup) => setup with { SessionId = 7, RingSize = 256 };

    private static InputRecord Placeless(InputRecord record)
    {
        record.Depth.LevelOffset = record.HasLevels ? 0 : record.Depth.LevelOffset;
        return record;
    }

    private static void Publish(Lane lane, InputRecord record, LevelUpdate[] levels)
    {
        if (record.HasLevels)
        {
            lane.Publish(ref record, levels);
        }
        else
        {
            lane.Publish(ref record);
        }
    }

    private static InputRecord Tick(long nanos) => new()
    {
        Kind = RecordKind.Tick,
        Instrument = InputRecord.NoInstrument,
        ReceiveNanos = nanos,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
    };

    private sealed class StoppedClock(long nanos) : IClock
    {
        public long UtcNanos => nanos;

        public long MonotonicNanos => nanos;
    }
}

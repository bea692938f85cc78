using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Engine;
using Pipeline.Engine.Stages;
using Pipeline.Features.Kernels;
using Pipeline.Ring;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>The same counts and hashes whatever thread, width, ring or source: the claim that makes a tape worth keeping.</summary>
internal sealed class ReplayEqualityTests
{
    private static readonly IReadOnlyList<IReadOnlyList<string>> ThreeThreads =
        [[StageNames.Book], [StageNames.Features, StageNames.Inference], [StageNames.Trading]];

    private static readonly IReadOnlyList<IReadOnlyList<string>> FourThreads =
        [[StageNames.Book], [StageNames.Features], [StageNames.Inference], [StageNames.Trading]];

    private FaultyReplay _demo = null!;

    private static IEnumerable<TestCaseData> Variations()
    {
        yield return Variation("the same again", setup => setup);
        yield return Variation("shared threads", setup => setup with { Mode = ThreadMode.Shared });
        yield return Variation("dedicated threads", setup => setup with { Mode = ThreadMode.Dedicated });
        yield return Variation("three shared logic threads", setup => setup with { Mode = ThreadMode.Shared, LogicThreads = ThreeThreads });
        yield return Variation("four shared logic threads", setup => setup with { Mode = ThreadMode.Shared, LogicThreads = FourThreads });
        yield return Variation("three logic threads in Invoker", setup => setup with { LogicThreads = ThreeThreads });
        yield return Variation("telemetry", setup => setup with { Telemetry = true });
        yield return Variation("telemetry on shared threads", setup => setup with { Telemetry = true, Mode = ThreadMode.Shared });
        yield return Variation("the smallest ring", setup => setup with { RingSize = 256 });
        yield return Variation("the smallest ring, shared", setup => setup with { RingSize = 256, Mode = ThreadMode.Shared });
        yield return Variation("the smallest ring, four threads", setup => setup with { RingSize = 256, Mode = ThreadMode.Shared, LogicThreads = FourThreads });
        yield return Variation("a large ring", setup => setup with { RingSize = 65_536 });
        yield return Variation("the smallest arena", setup => setup with { ArenaLevels = 32_768 });
        yield return Variation("a small book window", setup => setup with { BookOptions = new InstrumentBookOptions { WindowTicks = 256 } });
        foreach (var width in Enum.GetValues<KernelWidth>())
        {
            yield return Variation($"kernel {width}", setup => setup with { FeatureOptions = setup.FeatureOptions with { Kernel = width } });
        }
    }

    [OneTimeSetUp]
    public void Replay() => _demo = new FaultyReplay();

    [OneTimeTearDown]
    public void CleanUp() => _demo.Dispose();

    [TestCaseSource(nameof(Variations))]
    public void Should_not_move_a_count_or_a_hash(Func<PipelineSetup, PipelineSetup> change) =>
        Assert.That(FaultyReplay.FingerprintOf(change), Is.EqualTo(_demo.Fingerprint));

    [TestCaseSource(nameof(Variations))]
    public void Should_replay_the_tape_as_the_capture(Func<PipelineSetup, PipelineSetup> change) =>
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(_demo.Tape, change)), Is.EqualTo(_demo.Fingerprint));

    [TestCase(ThreadMode.Shared)]
    [TestCase(ThreadMode.Dedicated)]
    public void Should_write_the_same_log_in_every_mode(ThreadMode mode)
    {
        using var folder = new TemporaryFolder();
        ReplayRun.OfCapture([FaultyRecording.Path], setup => setup with { Mode = mode }, folder.File("mode.tape"));
        var (here, there) = (new TapeLog(_demo.Tape), new TapeLog(folder.File("mode.tape")));

        Assert.That(here.Outcomes, Is.Not.Empty, "without outcomes there is nothing that a batch could move");
        Assert.That(there.Records.Select(each => each.Record.Kind), Is.EqualTo(here.Records.Select(each => each.Record.Kind)));
        Assert.That(there.Records.Select(each => each.Record.ReceiveNanos), Is.EqualTo(here.Records.Select(each => each.Record.ReceiveNanos)));
        Assert.That(there.Decisions.Select(each => Facts(each.Entry)), Is.EqualTo(here.Decisions.Select(each => Facts(each.Entry))));
        Assert.That(there.Outcomes, Is.EqualTo(here.Outcomes));
    }

    private static (long, int, ulong, ulong, int) Facts(in Journal.DecisionEntry entry) =>
        (entry.RecordOrdinal, entry.Row, entry.Verdict.StateHash, entry.Verdict.DecisionHash, entry.Verdict.OutcomeCount);

    [Test]
    public void Should_trade_on_the_demo_recording()
    {
        Assert.That(_demo.Summary.Orders, Is.Positive, "a run without orders would make equal decision hashes worthless");
        Assert.That(_demo.Summary.Decisions, Is.EqualTo(_demo.Summary.Rows));
        Assert.That(_demo.Summary.Fills, Is.Positive);
    }

    [Test]
    public void Should_copy_a_tape_into_an_equal_tape()
    {
        using var folder = new TemporaryFolder();
        using (var input = new Engine.Replay.TapeInput(_demo.Tape))
        {
            ReplayRun.Of(input, tape: folder.File("copy.tape"));
        }

        Assert.That(Fingerprint.Of(ReplayRun.OfTape(folder.File("copy.tape"))), Is.EqualTo(_demo.Fingerprint));
    }

    [TestCase(60_000_000)]
    [TestCase(250_000_000)]
    public void Should_not_depend_on_threads_when_the_exchange_takes_time(long latencyNanos)
    {
        PipelineSetup Late(PipelineSetup setup) => setup with { Exchange = setup.Exchange! with { LatencyNanos = latencyNanos } };
        var expected = FaultyReplay.FingerprintOf(Late);

        Assert.That(expected, Is.Not.EqualTo(_demo.Fingerprint), "the latency must change what is decided");
        Assert.That(FaultyReplay.FingerprintOf(setup => Late(setup) with { Mode = ThreadMode.Shared }), Is.EqualTo(expected));
        Assert.That(FaultyReplay.FingerprintOf(setup => Late(setup) with { Mode = ThreadMode.Dedicated }), Is.EqualTo(expected));
        Assert.That(FaultyReplay.FingerprintOf(setup => Late(setup) with { Mode = ThreadMode.Shared, LogicThreads = FourThreads, RingSize = 256 }), Is.EqualTo(expected));
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(_demo.Tape, Late)), Is.EqualTo(expected));
    }

    private static TestCaseData Variation(string name, Func<PipelineSetup, PipelineSetup> change) => new TestCaseData(change).SetArgDisplayNames(name);
}

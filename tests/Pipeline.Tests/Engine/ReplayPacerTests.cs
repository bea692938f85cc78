using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Primitives;
using Pipeline.Risk;
using Pipeline.Strategies;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Engine;

/// <summary>When a record of a replay at its own speed is due.</summary>
internal sealed class ReplayPacerTests : IClock
{
    private const long Second = 1_000_000_000;
    private const long First = 1_790_000_000 * Second;

    private readonly List<long> _cut = [];
    private long _now;

    long IClock.UtcNanos => _now;

    long IClock.MonotonicNanos => _now;

    [SetUp]
    public void SetUp()
    {
        _now = 5 * Second;
        _cut.Clear();
    }

    [Test]
    public void Should_follow_the_times_and_be_late_where_the_reader_is()
    {
        var pacer = new ReplayPacer(this, _cut.Add);

        Assert.That(pacer.DueAt(0), Is.EqualTo(5 * Second), "no time of its own");
        Assert.That(pacer.DueAt(First), Is.EqualTo(5 * Second));
        Assert.That(pacer.DueAt(First + Second), Is.EqualTo(6 * Second));
        _now = 7 * Second;
        Assert.That(pacer.DueAt(First + (3 * Second)), Is.EqualTo(8 * Second));
        Assert.That(pacer.DueAt(First + Second), Is.LessThanOrEqualTo(_now));
        Assert.That(_cut, Is.Empty);
    }

    [Test]
    public void Should_cut_a_long_pause_to_a_minute_tell_it_and_go_on_from_there()
    {
        var pacer = new ReplayPacer(this, _cut.Add);
        pacer.DueAt(First);

        Assert.That(pacer.DueAt(First + (60 * Second)), Is.EqualTo(65 * Second), "as long as may be");
        Assert.That(_cut, Is.Empty);
        Assert.That(pacer.DueAt(First + (3_600 * Second)), Is.EqualTo(65 * Second));
        Assert.That(_cut, Is.EqualTo(new[] { 3_600 * Second }));
        _now = 65 * Second;
        Assert.That(pacer.DueAt(First + (3_601 * Second)), Is.EqualTo(66 * Second));
    }

    [Test]
    public void Should_wait_for_no_stamp_that_is_wrong()
    {
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(Line));
        var cut = new List<long>();
        Within.Seconds(30, () =>
        {
            using var input = new CaptureInput([path], new BinanceCaptureVenue(), [], deadLetters: null);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var setup = new PipelineSetup { Instruments = input.Instruments, CreateStrategy = _ => new IdleStrategy(), Limits = new RiskLimits(), Latch = new KillLatch(LatchState.Active) };
            var summary = new ReplayRunner(input, setup) { Paced = true, PauseCut = cut.Add }.Run(stop.Token);

            Assert.That((summary.Messages, summary.WrongStamps), Is.EqualTo((40, 1)));
        });
        File.Delete(path);
        Assert.That(cut, Is.Empty);
    }

    private static string Line(int i)
    {
        var millis = (First / 1_000_000) + (i * 10);
        var receive = (millis * 1_000_000) + (i == 30 ? 86_400 * Second : 0);
        return $$"""{{receive}} {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":{{millis}},"T":{{millis}},"s":"BTCUSDT","U":{{i}}1,"u":{{i}}9,"pu":{{i - 1}}9,"b":[["50000.10","1.000"]],"a":[] } }""";
    }
}

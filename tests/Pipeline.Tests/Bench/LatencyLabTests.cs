using System.Text.Json;
using NUnit.Framework;
using Pipeline.LatencyLab;
using Pipeline.LatencyLab.Comparison;
using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Flood;
using Pipeline.LatencyLab.Rates;
using Pipeline.LatencyLab.Tape;
using Pipeline.LatencyLab.Transports;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Bench;

internal sealed class LatencyLabTests
{
    private const int Messages = 2_000;

    private static LatencyRecording Demo => new(LatencyCommand.Parse(["--quick"])!.Capture, Messages);

    [TestCase(ThreadMode.Invoker)]
    [TestCase(ThreadMode.Shared)]
    public void Should_time_every_row_of_every_pass(ThreadMode mode)
    {
        var once = RateRun.At(Demo, rate: 1_000_000, passes: 1, mode);
        var twice = RateRun.At(Demo, rate: 1_000_000, passes: 2, mode);

        Assert.That(once.Nanos.TotalCount, Is.GreaterThan(50));
        Assert.That(twice.Nanos.TotalCount, Is.EqualTo(2 * once.Nanos.TotalCount));
    }

    [Test]
    public void Should_print_a_line_for_each_rate()
    {
        var output = new StringWriter();

        RateReport.Run(LatencyCommand.Parse(["--quick", "--rates", "500000,1000000"])!, output);

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[4].TrimStart(), Does.StartWith("1000000 "));
        Assert.That(LatencyCommand.Parse(["--rates", "none"]), Is.Null);
    }

    [TestCase("--rates", "20000")]
    [TestCase]
    public void Should_measure_a_tape_with_and_without_flushes_beside_none(params string[] load)
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();

        TapeReport.Run(LatencyCommand.Parse(["--quick", "--json", "--tape", folder.Path, .. load])!, output);

        using var report = JsonDocument.Parse(output.ToString());
        var contenders = report.RootElement.GetProperty("loads")[0].GetProperty("contenders").EnumerateArray().ToArray();
        Assert.That(contenders.Select(each => each.GetProperty("name").GetString()), Is.EqualTo(new[] { "no tape", "tape, written", "tape, flushed every 50 ms" }));
        Assert.That(contenders.Select(each => each.GetProperty("rows").GetInt64()), Is.All.EqualTo(contenders[0].GetProperty("rows").GetInt64()).And.All.Positive);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    // All are due within 10 ms and the first holds the receiving thread for 20: each of the others waits at least 10.
    [Test]
    public void Should_count_the_wait_of_what_was_due_earlier()
    {
        var plan = MessagePlan.AtRate(1_000, rate: 100_000);
        var times = new VerdictTimes(plan);
        using var stalled = new StalledContender(times, stallNanos: 20_000_000);

        MemoryLoad.Run(Demo, plan, times, stalled);

        Assert.That(times.FromPlan.TotalCount, Is.EqualTo(1_000));
        Assert.That(times.FromPlan.GetValueAtPercentile(1), Is.GreaterThanOrEqualTo(9_900_000));
        Assert.That(times.MostBehindNanos, Is.GreaterThanOrEqualTo(19_900_000));
    }

    [Test]
    public void Should_find_the_worst_burst_wherever_it_begins([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var times = new long[1_000];
        for (var i = 1; i < times.Length; i++)
        {
            times[i] = times[i - 1] + random.Next(10);
        }

        var worst = Burst.Worst(times, 100);

        Assert.That(worst.Messages, Is.EqualTo(times.Max(end => times.Count(time => time > end - 100 && time <= end))));
        Assert.That(times.Count(time => time > times[worst.Last] - 100 && time <= times[worst.Last]), Is.GreaterThanOrEqualTo(worst.Messages));
    }

    [Test]
    public void Should_keep_bursts_and_cut_silences()
    {
        var plan = MessagePlan.Following([0, 5_000_000_000, 5_000_000_100, 5_000_000_300, 9_000_000_000], speed: 2, seconds: 10);

        Assert.That(plan.First, Is.Zero);
        Assert.That(plan.DueNanos, Is.EqualTo(new long[] { 0, 500_000, 500_050, 500_150, 1_000_150 }));
    }

    [Test]
    public void Should_time_the_stretch_around_the_worst_millisecond()
    {
        var recording = Demo;

        var plan = MessagePlan.Following(recording.ReceiveNanos, speed: 1, seconds: 0.2);

        var worst = Burst.Worst(recording.ReceiveNanos, 1_000_000).Last;
        Assert.That(plan.First, Is.GreaterThan(0).And.LessThanOrEqualTo(worst));
        Assert.That(plan.Count, Is.GreaterThan(worst).And.LessThan(recording.Messages.Count));
        Assert.That(plan.DueNanos[plan.First], Is.Zero);
        Assert.That(plan.Seconds, Is.EqualTo(0.2).Within(0.002));
    }

    [Test]
    public void Should_compare_all_behind_both_transports()
    {
        var output = new StringWriter();

        ComparisonRun.Run(LatencyCommand.Parse(["--quick", "--json"])!, output);

        using var report = JsonDocument.Parse(output.ToString());
        var contenders = report.RootElement.GetProperty("contenders").EnumerateArray().ToArray();
        Assert.That(contenders.Select(each => each.GetProperty("rowsATurn").GetInt64()), Is.All.EqualTo(contenders[0].GetProperty("rowsATurn").GetInt64()).And.All.Positive);
        Assert.That(contenders.Count(each => each.GetProperty("name").GetString() == "ordinary"), Is.EqualTo(2));
        Assert.That(report.RootElement.GetProperty("ratios").GetArrayLength(), Is.EqualTo(contenders.Length - 2));
    }

    [Test]
    public void Should_tell_contenders_apart_that_did_not_do_the_same()
    {
        var deeds = new Deeds(100, 10, 12_345, 3, 1.5);

        Assert.That(deeds.Agrees(deeds with { ScoreSum = 1.5 + 1e-12 }), Is.True);
        Assert.That(deeds.Agrees(deeds with { ScoreSum = 1.5001 }), Is.False);
        Assert.That(deeds.Agrees(deeds with { UpdateIds = 12_346 }), Is.False);
        Assert.That(deeds.Agrees(deeds with { Wanted = 2 }), Is.False);
    }

    // More messages than the recording has: the loop goes round, and the venue's own ticker checks every diff behind the turn.
    [TestCase(false)]
    [TestCase(true)]
    public void Should_go_round_without_a_gap(bool byLoopback)
    {
        var result = new FloodRun(Demo, rate: 100_000, seconds: 0.1, ThreadMode.Invoker, byLoopback).Run();

        Assert.That(result.Sent, Is.InRange(10_000, 10_100));
        Assert.That(result.Faults, Is.Empty);
        Assert.That(result.Summary.Rows, Is.GreaterThan(500));
    }

    // Many tickers come behind their diff: a flood that stopped between the two would call the book wrong.
    [Test]
    public void Should_stop_where_every_diff_has_met_its_ticker([Range(600, 660, 10)] int messages)
    {
        var result = new FloodRun(Demo, rate: 1_000 * messages, seconds: 0.001, ThreadMode.Invoker, byLoopback: false).Run();

        Assert.That(result.Faults, Is.Empty);
    }

    [Test]
    public void Should_say_what_a_flood_lost()
    {
        var result = new FloodRun(Demo, rate: 100_000, seconds: 0.02, ThreadMode.Invoker, byLoopback: false).Run();

        var (summary, last) = (result.Summary, result.Memory[^1]);
        Assert.That((result with { Sent = result.Sent + 1 }).Faults, Has.Count.EqualTo(1));
        Assert.That((result with { Summary = summary with { Gaps = 1, BboMismatches = 2, DeadLetters = 3 } }).Faults, Has.Count.EqualTo(3));
        Assert.That((result with { Memory = [.. result.Memory, last with { ResidentBytes = last.ResidentBytes + (1L << 30) }] }).Faults, Has.Count.EqualTo(1));
    }

    private sealed class StalledContender(VerdictTimes times, long stallNanos) : IContender
    {
        public void Receive(in Arrival arrival, ReadOnlySpan<byte> json)
        {
            times.Take(arrival.Number, arrival.TakenNanos);
            Pace.Until(arrival.Number == 0 ? arrival.TakenNanos + stallNanos : 0);
            times.Judge(arrival.Number);
            times.Handle();
        }

        public void ThrowIfFailed()
        {
            // It has no stages.
        }

        public Deeds Finish() => new(times.Handled, 0, 0, 0, 0);

        public void Dispose()
        {
            // Nor anything to give back.
        }
    }
}

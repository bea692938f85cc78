using HdrHistogram;
using NUnit.Framework;
using Pipeline.LatencyLab;
using Pipeline.Ring;

namespace Pipeline.Tests.Bench;

internal sealed class LatencyLabTests
{
    private const int Messages = 2_000;

    [TestCase(ThreadMode.Invoker)]
    [TestCase(ThreadMode.Shared)]
    public void Should_time_every_row_of_every_pass(ThreadMode mode)
    {
        var recording = new LatencyRecording(LatencyRecording.FindDemo(), Messages);

        var once = LatencyRun.At(recording, rate: 1_000_000, passes: 1, mode);
        var twice = LatencyRun.At(recording, rate: 1_000_000, passes: 2, mode);

        Assert.That(once.Nanos.TotalCount, Is.GreaterThan(50));
        Assert.That(twice.Nanos.TotalCount, Is.EqualTo(2 * once.Nanos.TotalCount));
    }

    // A rate that nothing can keep: most of the wait is for messages that were due earlier, and must show.
    [Test]
    public void Should_count_the_wait_of_what_was_due_earlier()
    {
        var recording = new LatencyRecording(LatencyRecording.FindDemo(), Messages);

        var result = LatencyRun.At(recording, rate: 1_000_000_000, passes: 1, ThreadMode.Invoker);

        var wholeRun = Messages / result.ReachedRate * 1e9;
        Assert.That(result.Nanos.GetMaxValue(), Is.GreaterThan(0.8 * wholeRun));
    }

    [Test]
    public void Should_print_a_line_for_each_rate()
    {
        var output = new StringWriter();

        LatencyReport.Run(LatencyCommand.Parse(["--quick", "--rates", "500000,1000000"])!, output);

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[4].TrimStart(), Does.StartWith("1000000 "));
        Assert.That(LatencyCommand.Parse(["--rates", "none"]), Is.Null);
    }
}

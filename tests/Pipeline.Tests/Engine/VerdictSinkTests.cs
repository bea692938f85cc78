using System.Globalization;
using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

internal sealed class VerdictSinkTests
{
    [TestCase(ThreadMode.Invoker)]
    [TestCase(ThreadMode.Shared)]
    public void Should_tell_of_every_record_when_its_verdict_is_whole(ThreadMode mode)
    {
        var sink = new Verdicts();

        var summary = ReplayRun.OfCapture([FaultyRecording.Path], setup => setup with { Mode = mode, VerdictSink = sink });

        Assert.That(sink.Records, Is.EqualTo(summary.Messages + 1), "the session's start is a record too");
        Assert.That(sink.Rows, Is.EqualTo(summary.Rows));
        Assert.That(sink.Accepted, Is.EqualTo(summary.Orders).And.Positive);
        Assert.That(sink.LastStateHash.ToString("x16", CultureInfo.InvariantCulture), Is.EqualTo(summary.StateHash));
    }

    [Test]
    public void Should_change_nothing_by_being_there()
    {
        var without = ReplayRun.OfCapture([FaultyRecording.Path], setup => setup);
        var with = ReplayRun.OfCapture([FaultyRecording.Path], setup => setup with { VerdictSink = new Verdicts() });

        Assert.That(Fingerprint.Of(with), Is.EqualTo(Fingerprint.Of(without)));
    }

    private sealed class Verdicts : IVerdictSink
    {
        public long Records { get; private set; }

        public long Rows { get; private set; }

        public long Accepted { get; private set; }

        public ulong LastStateHash { get; private set; }

        public void OnVerdict(in InputRecord record, in BookResult result, in Verdict verdict)
        {
            Records++;
            Rows += result.Action == BookAction.Applied ? 1 : 0;
            Accepted += verdict.Accepted;
            LastStateHash = verdict.StateHash;
        }
    }
}

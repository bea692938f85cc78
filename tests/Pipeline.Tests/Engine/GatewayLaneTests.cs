using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

/// <summary>A gateway answers into the ring that gates it: whoever is full, nothing stops and no answer is lost.</summary>
internal sealed class GatewayLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase(ThreadMode.Shared, 256)]
    [TestCase(ThreadMode.Shared, 4_096)]
    [TestCase(ThreadMode.Dedicated, 256)]
    public void Should_never_stop_while_the_gateway_answers_from_its_own_thread(ThreadMode mode, int ringSize) => Within.Seconds(120, () =>
    {
        var gateway = new AnsweringGateway();
        using var run = new EngineRun(FaultyRecording.Path, setup => Live(setup, gateway) with { Mode = mode, RingSize = ringSize });
        run.Pipeline.Start();
        gateway.Start(run.Pipeline.OrderLane);
        run.Feed();
        run.Pipeline.Drain();

        Assert.That(gateway.Join(Patience), Is.True, "the gateway's thread never ended");
        Assert.That(gateway.Submitted, Has.Count.GreaterThan(500));
        Assert.That(gateway.Answered, Is.EqualTo(gateway.Submitted.Count));
        Assert.That(run.Pipeline.Counters.Messages, Is.EqualTo(FaultyRecording.Expected().GetProperty("messages").GetInt64()));
    });

    [TestCase(256)]
    [TestCase(4_096)]
    public void Should_take_answers_that_the_driver_publishes_between_two_events(int ringSize) => Within.Seconds(120, () =>
    {
        using var folder = new TemporaryFolder();
        var gateway = new AnsweringGateway();
        using var run = new EngineRun(FaultyRecording.Path, setup => Journaled(Live(setup, gateway) with { RingSize = ringSize }, folder));
        using var journal = run.Setup.Journal!;
        run.Pipeline.Start();
        run.Feed(() => gateway.AnswerPending(run.Pipeline.OrderLane));
        run.Pipeline.Drain();
        journal.Seal();

        Assert.That(gateway.Submitted, Has.Count.GreaterThan(500));
        Assert.That(gateway.Submitted, Is.Ordered.Ascending.And.Unique);
        Assert.That(FillsOn(folder), Is.EqualTo(gateway.Submitted.Take((int)gateway.Answered)));
    });

    [TestCase(ThreadMode.Invoker)]
    [TestCase(ThreadMode.Shared)]
    public void Should_hand_over_every_order_that_passed_once_and_in_order(ThreadMode mode) => Within.Seconds(120, () =>
    {
        using var folder = new TemporaryFolder();
        var gateway = new AnsweringGateway();
        using var run = new EngineRun(FaultyRecording.Path, setup => Journaled(Live(setup, gateway) with { Mode = mode, CreateStrategy = _ => new BusyStrategy(8) }, folder));
        using var journal = run.Setup.Journal!;
        run.Pipeline.Start();
        run.Feed();
        run.Pipeline.Drain();
        journal.Seal();

        Assert.That(gateway.Submitted, Is.EqualTo(AcceptedOn(folder)));
        Assert.That(gateway.Submitted, Has.Count.EqualTo(1_024), "nobody answers, so the ledger's 1,024 open orders are used up and the rest is refused");
    });

    private static PipelineSetup Live(PipelineSetup setup, AnsweringGateway gateway) => setup with
    {
        Exchange = null,
        Gateway = gateway,
        Limits = EngineRun.Wide,
        CreateStrategy = _ => new BusyStrategy(1),
    };

    private static PipelineSetup Journaled(PipelineSetup setup, TemporaryFolder folder) =>
        setup with { Journal = JournalWriter.Create(folder.File("run.tape"), ReplayRun.Header(setup), JournalOptions.Live) };

    private static List<long> FillsOn(TemporaryFolder folder)
    {
        var fills = new List<long>();
        using var tape = TapeReader.Open(folder.File("run.tape"), ReadMode.Strict);
        while (tape.ReadBlock())
        {
            fills.AddRange(tape.Records.ToArray().Where(record => record.Kind == RecordKind.Fill && record.Lane == 1).Select(record => record.Order.ClientOrderId));
        }

        return fills;
    }

    private static List<long> AcceptedOn(TemporaryFolder folder)
    {
        var accepted = new List<long>();
        using var tape = TapeReader.Open(folder.File("run.tape"), ReadMode.Strict);
        while (tape.ReadBlock())
        {
            accepted.AddRange(tape.Verdicts.ToArray().Where(verdict => verdict.Reason == RejectReason.None).Select(verdict => verdict.ClientOrderId));
        }

        return accepted;
    }
}

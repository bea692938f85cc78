using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Stages;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Ring;
using Pipeline.Strategies;
using Pipeline.Testing;
using Pipeline.Testing.Journal;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

/// <summary>Where new orders wait for the medium they do, cancels do not, and a cancel never overtakes its own order.</summary>
internal sealed class DurableOrderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public void Should_hold_new_orders_until_their_decision_is_on_the_medium([Values(ThreadMode.Shared, ThreadMode.Invoker)] ThreadMode mode) => Within.Seconds(120, () =>
    {
        var disk = new SimulatedDisk();
        var mayFlush = new Gate();
        var gateway = new KeepingGateway();
        using var run = new EngineRun(FaultyRecording.Path, setup => Setup(setup, disk, gateway, JournalAck.Durable) with { Mode = mode });
        using var journal = run.Setup.Journal!;
        disk.BeforeFlush = () => mayFlush.Pass(Patience);
        run.Pipeline.Start();
        run.Feed();
        run.Pipeline.Settle();
        Assert.That(gateway.Kept, Is.Empty, "orders that left while the medium did not answer");

        mayFlush.Open();
        WaitForAll(run.Pipeline, gateway);
        var all = gateway.Kept;
        Assert.That(all.Where(intent => intent.Action == OrderAction.New).Select(intent => intent.ClientOrderId), Is.Ordered.Ascending.And.Unique);
        foreach (var cancel in all.Where(intent => intent.Action == OrderAction.Cancel))
        {
            var order = Array.FindIndex(all, intent => intent.ClientOrderId == cancel.TargetClientOrderId);
            Assert.That(order, Is.InRange(0, Array.FindIndex(all, intent => intent.ClientOrderId == cancel.ClientOrderId) - 1), "a cancel behind its order");
        }
    });

    [Test]
    public void Should_let_a_cancel_pass_whose_order_has_left_and_keep_one_behind_an_order_that_has_not()
    {
        var gateway = new KeepingGateway();
        using var sections = new PipelineSections(256);
        using var journal = JournalWriter.Create("folder/T.tape", new JournalLog(1, 1).Header, JournalOptions.Live, new SimulatedDisk());
        var stage = new GatewayStage(sections, gateway, new ParkedOrders(journal));
        Decide(sections, 0, OrderAction.New, id: 1);
        Decide(sections, 1, OrderAction.Cancel, id: 2, target: 77);
        Decide(sections, 2, OrderAction.Cancel, id: 3, target: 1);
        Decide(sections, 3, OrderAction.Amend, id: 4, target: 77);
        for (var sequence = 0; sequence < 4; sequence++)
        {
            stage.OnEvent(sequence);
        }

        Assert.That(gateway.Ids, Is.EqualTo(new[] { 2L }), "the cancel of an order that has left");
        stage.Release(0);
        Assert.That(gateway.Ids, Is.EqualTo(new[] { 2L, 1 }));
        stage.Release(3);
        Assert.That(gateway.Ids, Is.EqualTo(new[] { 2L, 1, 3, 4 }));
    }

    [Test]
    public void Should_fail_where_more_orders_wait_than_there_is_room_for()
    {
        using var journal = JournalWriter.Create("folder/T.tape", new JournalLog(1, 1).Header, JournalOptions.Live, new SimulatedDisk());
        var parked = new ParkedOrders(journal);
        Assert.That(
            () =>
            {
                for (var i = 0; i <= 4_096; i++)
                {
                    parked.Add(new OrderIntent { ClientOrderId = i }, i);
                }
            },
            Throws.TypeOf<JournalFaultException>().With.Message.Contains("4096 orders wait"));
        Assert.That((parked.Holds(0), parked.Holds(4_095), parked.Holds(4_096)), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Should_send_the_same_orders_whether_they_wait_or_not() => Within.Seconds(120, () =>
    {
        long[] Sent(JournalAck ack)
        {
            var gateway = new KeepingGateway();
            using var run = new EngineRun(FaultyRecording.Path, setup => Setup(setup, new SimulatedDisk(), gateway, ack) with { Mode = ThreadMode.Shared });
            using var journal = run.Setup.Journal!;
            run.Pipeline.Start();
            run.Feed();
            run.Pipeline.Settle();
            WaitForAll(run.Pipeline, gateway);
            run.Pipeline.Drain();
            return [.. gateway.Kept.Select(intent => intent.ClientOrderId).Order()];
        }

        Assert.That(Sent(JournalAck.Durable), Is.EqualTo(Sent(JournalAck.Written)).And.Length.GreaterThan(500));
    });

    private static PipelineSetup Setup(PipelineSetup setup, SimulatedDisk disk, IOrderGateway gateway, JournalAck ack) => setup with
    {
        Exchange = null,
        Gateway = gateway,
        Limits = EngineRun.Wide,
        NewOrders = ack,
        CreateStrategy = _ => new PlaceAndCancel(),
        Journal = JournalWriter.Create("folder/T.tape", ReplayRun.Header(setup), JournalOptions.Live with { SyncEvery = TimeSpan.FromMilliseconds(1), MaxLag = Patience }, disk),
    };

    private static void WaitForAll(TradingPipeline pipeline, KeepingGateway gateway)
    {
        while (gateway.Kept.Length < pipeline.Risk.OrderCount)
        {
            pipeline.Step();
            Thread.Yield();
        }
    }

    private static void Decide(PipelineSections sections, long sequence, OrderAction action, long id, long target = 0)
    {
        sections.Intents[sequence] = new OrderIntent { Action = action, ClientOrderId = id, TargetClientOrderId = target };
        sections.OrderVerdicts[sequence] = default;
        sections.Verdicts[sequence] = new Verdict { FirstVerdict = sequence, VerdictCount = 1, Accepted = 1 };
    }

    private sealed class KeepingGateway : IOrderGateway
    {
        private readonly List<OrderIntent> _kept = [];

        public long[] Ids => [.. Kept.Select(intent => intent.ClientOrderId)];

        public OrderIntent[] Kept
        {
            get
            {
                lock (_kept)
                {
                    return [.. _kept];
                }
            }
        }

        public void Submit(in OrderIntent intent)
        {
            lock (_kept)
            {
                _kept.Add(intent);
            }
        }
    }

    /// <summary>Places an order on one row and takes it back on the next.</summary>
    private sealed class PlaceAndCancel : IStrategy
    {
        public string Name => "place and cancel";

        public int Decide(in DecisionContext context, Span<OrderIntent> intents)
        {
            intents[0] = new OrderIntent
            {
                Action = OrderAction.New,
                Side = Side.Buy,
                PriceTicks = context.BidTicks,
                SizeLots = 2 * context.Lot,
                TimeInForce = TimeInForce.GoodTillCanceled,
            };
            foreach (ref readonly var order in context.Orders)
            {
                if (order.CancelClientOrderId == 0)
                {
                    intents[0] = new OrderIntent { Action = OrderAction.Cancel, Side = order.Side, TargetClientOrderId = order.ClientOrderId };
                }
            }

            return 1;
        }
    }
}

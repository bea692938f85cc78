using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.Venues.Live.Orders;

public class IntentQueueTests
{
    [Test]
    public void Should_hand_over_every_intent_in_order_between_two_threads()
    {
        var queue = new IntentQueue(64);
        const int Count = 200_000;
        var writer = new Thread(() =>
        {
            for (var i = 1; i <= Count;)
            {
                i += queue.TryAdd(new OrderIntent { ClientOrderId = i, CauseNanos = -i }) ? 1 : 0;
            }
        });
        writer.Start();
        for (var next = 1; next <= Count;)
        {
            if (queue.TryTake(out var intent, out _))
            {
                Assert.That((intent.ClientOrderId, intent.CauseNanos), Is.EqualTo(((long)next, (long)-next)));
                next++;
            }
        }

        writer.Join();
    }

    [Test]
    public void Should_mark_orders_of_the_last_quarter_as_late_and_let_cancels_through()
    {
        var queue = new IntentQueue(4);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(queue.TryAdd(new OrderIntent { Action = OrderAction.New }), Is.True);
        }

        Assert.That(queue.TryAdd(new OrderIntent { Action = OrderAction.New }), Is.True);
        Assert.That(queue.TryAdd(new OrderIntent { Action = OrderAction.Cancel }), Is.False);
        Assert.That(Take(queue), Is.EqualTo(new[] { false, false, false, true }));
        for (var i = 0; i < 4; i++)
        {
            queue.TryAdd(new OrderIntent { Action = OrderAction.Cancel });
        }

        Assert.That(Take(queue), Is.EqualTo(new[] { false, false, false, false }));
    }

    private static List<bool> Take(IntentQueue queue)
    {
        var late = new List<bool>();
        while (queue.TryTake(out _, out var isLate))
        {
            late.Add(isLate);
        }

        return late;
    }
}

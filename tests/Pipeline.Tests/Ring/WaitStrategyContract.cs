using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

/// <summary>What every wait strategy promises at a barrier.</summary>
internal abstract class WaitStrategyContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private SingleProducerSequencer _sequencer = null!;

    protected abstract IWaitStrategy Create();

    [SetUp]
    public void SetUp() => _sequencer = new SingleProducerSequencer(64, Create());

    [Test]
    public void Should_return_at_once_where_the_sequence_is_there()
    {
        Publish(3);
        Assert.That(_sequencer.NewBarrier().WaitFor(1), Is.EqualTo(2));
    }

    [Test]
    public void Should_wait_until_the_producer_publishes()
    {
        var barrier = _sequencer.NewBarrier();
        var waiter = Start(() => barrier.WaitFor(1), out var result);
        Publish(1);
        Assert.That(waiter.Join(Moment), Is.False, "sequence 1 is not there yet");

        Publish(1);

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.EqualTo(1));
    }

    [Test]
    public void Should_wait_until_the_last_dependent_has_passed()
    {
        EventProcessor<RecordingHandler> one = Consumer("one"), two = Consumer("two");
        var barrier = _sequencer.NewBarrier(one.Sequence, two.Sequence);
        var waiter = Start(() => barrier.WaitFor(0), out var result);
        Publish(3);
        one.TryProcess(2);
        Assert.That(waiter.Join(Moment), Is.False, "one dependent has not passed");

        two.TryProcess(1);

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.EqualTo(0));
    }

    [Test]
    public void Should_wait_for_a_sequence_of_nobodys_that_is_moved()
    {
        var sequence = new Sequence();
        var barrier = _sequencer.NewBarrier(sequence);
        var waiter = Start(() => barrier.WaitFor(5), out var result);

        _sequencer.Move(sequence, 7);

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.EqualTo(7));
    }

    [Test]
    public void Should_return_less_than_asked_when_patience_is_over() =>
        Assert.That(_sequencer.NewBarrier().WaitFor(0, Moment), Is.LessThan(0));

    [Test]
    public void Should_return_less_than_asked_when_alerted()
    {
        var barrier = _sequencer.NewBarrier();
        var waiter = Start(() => barrier.WaitFor(0), out var result);

        barrier.Alert();

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.LessThan(0));
        Assert.That(barrier.IsAlerted, Is.True);
    }

    [Test]
    public void Should_wait_again_after_the_alert_is_cleared()
    {
        var barrier = _sequencer.NewBarrier();
        barrier.Alert();
        Assert.That(barrier.WaitFor(0), Is.LessThan(0));
        barrier.ClearAlert();
        var waiter = Start(() => barrier.WaitFor(0), out var result);
        Assert.That(waiter.Join(Moment), Is.False);

        Publish(1);

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.EqualTo(0));
    }

    [Test]
    public void Should_return_less_than_asked_when_the_sequencer_is_stopped()
    {
        var barrier = _sequencer.NewBarrier();
        var waiter = Start(() => barrier.WaitFor(0), out var result);

        _sequencer.Stop();

        Assert.That(waiter.Join(Patience), Is.True);
        Assert.That(result(), Is.LessThan(0));
    }

    [Test]
    public void Should_hand_over_every_event_in_order_between_two_threads()
    {
        const int events = 2_000;
        var calls = new List<(long Sequence, bool)>();
        var consumer = new EventProcessor<RecordingHandler>("consumer", _sequencer.NewBarrier(), new RecordingHandler(calls));
        _sequencer.AddGatingSequences(consumer.Sequence);
        var thread = new PipelineThread("consumer", consumer.Run);
        thread.Start();
        for (var i = 0; i < events; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }

        Assert.That(_sequencer.NewBarrier(consumer.Sequence).WaitFor(events - 1), Is.EqualTo(events - 1));
        consumer.Halt();

        Assert.That(thread.Join(Patience), Is.True);
        Assert.That(calls.Select(call => call.Sequence), Is.EqualTo(Enumerable.Range(0, events).Select(i => (long)i)));
    }

    private static PipelineThread Start(Func<long> wait, out Func<long> result)
    {
        var value = 0L;
        var thread = new PipelineThread("waiter", () => value = wait());
        thread.Start();
        result = () => value;
        return thread;
    }

    private EventProcessor<RecordingHandler> Consumer(string name) => new(name, _sequencer.NewBarrier(), new RecordingHandler([]));

    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }
    }
}

internal sealed class BusySpinWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new BusySpinWaitStrategy();
}

internal sealed class BackingOffWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new BusySpinWaitStrategy(pauses: 32);
}

internal sealed class YieldingWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new YieldingWaitStrategy();
}

internal sealed class SleepingWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new SleepingWaitStrategy();
}

internal sealed class BlockingWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new BlockingWaitStrategy();
}

internal sealed class SpinThenParkWaitStrategyTests : WaitStrategyContract
{
    protected override IWaitStrategy Create() => new SpinThenParkWaitStrategy();
}

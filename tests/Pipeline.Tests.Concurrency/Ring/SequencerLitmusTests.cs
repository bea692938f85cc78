using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>Small races on the sequencers, each with the table of what may come of it.</summary>
internal sealed class SequencerLitmusTests
{
    private const int Rounds = 4_000;

    /// <summary>Two producers claim one sequence each: both orders, never the same sequence, none left out.</summary>
    [Test]
    public void Should_give_racing_producers_different_sequences()
    {
        MultiProducerSequencer sequencer = null!;
        long first = 0, second = 0;
        new Litmus<(long First, long Second)>(new Dictionary<(long, long), Expectation>
        {
            [(0, 1)] = Expectation.Allowed,
            [(1, 0)] = Expectation.Allowed,
            [(0, 0)] = Expectation.Forbidden,
        }).Run(
            Rounds,
            () => sequencer = new MultiProducerSequencer(8, new BusySpinWaitStrategy()),
            () => (first, second),
            _ => first = sequencer.Next(),
            _ => second = sequencer.Next());
    }

    /// <summary>One free slot, two producers that do not wait: one of them gets it.</summary>
    [Test]
    public void Should_give_the_last_slot_to_one_of_two_producers()
    {
        MultiProducerSequencer sequencer = null!;
        bool first = false, second = false;
        new Litmus<(bool First, bool Second)>(new Dictionary<(bool, bool), Expectation>
        {
            [(true, false)] = Expectation.Allowed,
            [(false, true)] = Expectation.Allowed,
            [(true, true)] = Expectation.Forbidden,
            [(false, false)] = Expectation.Forbidden,
        }).Run(
            Rounds,
            () =>
            {
                sequencer = new MultiProducerSequencer(4, new BusySpinWaitStrategy());
                sequencer.AddGatingSequences(new Sequence());
                sequencer.Next(3);
            },
            () => (first, second),
            _ => first = sequencer.TryNext(1, out var _),
            _ => second = sequencer.TryNext(1, out var _));
    }

    /// <summary>Sequence 1 is published beside sequence 0: a reader sees nothing, 0, or both; never 1 without 0.</summary>
    [Test]
    public void Should_never_show_a_publication_before_the_one_in_front_of_it()
    {
        MultiProducerSequencer sequencer = null!;
        SequenceBarrier barrier = null!;
        var events = new long[2];
        (long Available, bool AllThere) seen = default;
        new Litmus<(long Available, bool AllThere)>(new Dictionary<(long, bool), Expectation>
        {
            [(-1, true)] = Expectation.Allowed,
            [(0, true)] = Expectation.Allowed,
            [(1, true)] = Expectation.Allowed,
            [(0, false)] = Expectation.Forbidden,
            [(1, false)] = Expectation.Forbidden,
        }).Run(
            Rounds,
            () =>
            {
                sequencer = new MultiProducerSequencer(4, new BusySpinWaitStrategy());
                barrier = sequencer.NewBarrier();
                events.AsSpan().Clear();
                sequencer.Next(2);
            },
            () => seen,
            _ => PublishWith(sequencer, events, 0),
            _ => PublishWith(sequencer, events, 1),
            _ =>
            {
                var available = barrier.Available(0);
                seen = (available, events.AsSpan(0, (int)available + 1).IndexOf(0) < 0);
            });
    }

    /// <summary>A ring of one slot: the producer may take it again only after the consumer has read the old value.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void Should_never_overwrite_what_the_consumer_has_not_passed(bool several)
    {
        const int rounds = 100_000;
        using var section = new Section<long>(1);
        Sequencer sequencer = several
            ? new MultiProducerSequencer(1, new SpinThenParkWaitStrategy())
            : new SingleProducerSequencer(1, new SpinThenParkWaitStrategy());
        var consumer = new EventProcessor<ComparingHandler>("consumer", sequencer.NewBarrier(), new ComparingHandler(section));
        sequencer.AddGatingSequences(consumer.Sequence);
        var thread = new PipelineThread("consumer", consumer.Run);
        thread.Start();
        for (var i = 0L; i < rounds; i++)
        {
            var sequence = sequencer.Next();
            section[sequence] = sequence;
            sequencer.Publish(sequence);
        }

        Assert.That(sequencer.NewBarrier(consumer.Sequence).WaitFor(rounds - 1), Is.EqualTo(rounds - 1));
        consumer.Halt();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(consumer.Handler.Wrong, Is.EqualTo(0), "FORBIDDEN: a slot overwritten before it was read");
    }

    /// <summary>One publication races with one consumer on its way to park: the consumer always comes back.</summary>
    [Test]
    public void Should_never_lose_the_wake_up_of_a_consumer_that_is_about_to_park()
    {
        SingleProducerSequencer sequencer = null!;
        SequenceBarrier barrier = null!;
        var result = -1L;
        new Litmus<long>(new Dictionary<long, Expectation> { [0] = Expectation.Required }).Run(
            Rounds,
            () =>
            {
                sequencer = new SingleProducerSequencer(4, new BlockingWaitStrategy());
                barrier = sequencer.NewBarrier();
            },
            () => result,
            round =>
            {
                Thread.SpinWait(round % 200);
                sequencer.Publish(sequencer.Next());
            },
            _ => result = barrier.WaitFor(0));
    }

    /// <summary>Two stages pass a sequence at once while a third is parked behind both: whoever was second must wake it.</summary>
    [Test]
    public void Should_never_lose_the_wake_up_of_a_consumer_behind_two_others()
    {
        SingleProducerSequencer sequencer = null!;
        EventProcessor<IdleHandler> left = null!, right = null!;
        SequenceBarrier barrier = null!;
        var result = -1L;
        new Litmus<long>(new Dictionary<long, Expectation> { [0] = Expectation.Required }).Run(
            Rounds,
            () =>
            {
                sequencer = new SingleProducerSequencer(4, new BlockingWaitStrategy());
                left = new("left", sequencer.NewBarrier(), default);
                right = new("right", sequencer.NewBarrier(), default);
                barrier = sequencer.NewBarrier(left.Sequence, right.Sequence);
                sequencer.Publish(sequencer.Next());
            },
            () => result,
            round => StepAfter(left, round % 200),
            round => StepAfter(right, round % 190),
            _ => result = barrier.WaitFor(0));
    }

    private static void StepAfter(EventProcessor<IdleHandler> processor, int spins)
    {
        Thread.SpinWait(spins);
        processor.TryProcess(1);
    }

    private static void PublishWith(MultiProducerSequencer sequencer, long[] events, long sequence)
    {
        events[sequence] = sequence + 1;
        sequencer.Publish(sequence);
    }

    private struct IdleHandler : IEventHandler
    {
        public readonly void OnEvent(long sequence, bool endOfBatch)
        {
        }
    }

    private struct ComparingHandler(Section<long> section) : IEventHandler
    {
        public long Wrong { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Wrong += section[sequence] == sequence ? 0 : 1;
    }
}

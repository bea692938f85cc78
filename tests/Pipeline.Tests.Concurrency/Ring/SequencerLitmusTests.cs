using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>Small races on the sequencers, each with the table of what may come of it.</summary>
internal sealed class SequencerLitmusTests
{
    private const int Rounds = 10_000;

    /// <summary>Two producers claim one sequence each: both orders, never the same sequence, none left out.</summary>
    [Test]
    public void Should_give_racing_producers_different_sequences() =>
        new Litmus<Claims, (long, long)>(() => new Claims(free: 8), claims => (claims.First, claims.Second)).Run(
            Rounds,
            new Dictionary<(long, long), Expectation>
            {
                [(0, 1)] = Expectation.Allowed,
                [(1, 0)] = Expectation.Allowed,
                [(0, 0)] = Expectation.Forbidden,
            },
            (claims, _) => claims.First = claims.Claim(),
            (claims, _) => claims.Second = claims.Claim());

    /// <summary>One free slot, two producers that do not wait: one of them gets it.</summary>
    [Test]
    public void Should_give_the_last_slot_to_one_of_two_producers() =>
        new Litmus<Claims, (long, long)>(() => new Claims(free: 1), claims => (claims.First, claims.Second)).Run(
            Rounds,
            new Dictionary<(long, long), Expectation>
            {
                [(7, Sequencer.NotClaimed)] = Expectation.Allowed,
                [(Sequencer.NotClaimed, 7)] = Expectation.Allowed,
                [(7, 7)] = Expectation.Forbidden,
                [(Sequencer.NotClaimed, Sequencer.NotClaimed)] = Expectation.Forbidden,
            },
            (claims, _) => claims.First = claims.Claim(),
            (claims, _) => claims.Second = claims.Claim());

    /// <summary>Sequences 0 and 1 are published side by side: a reader sees nothing, 0, or both; never 1 without 0.</summary>
    [Test]
    public void Should_never_show_a_publication_before_the_one_in_front_of_it() =>
        new Litmus<Publications, (long, bool)>(() => new Publications(), publications => publications.Seen).Run(
            Rounds,
            new Dictionary<(long Available, bool AllThere), Expectation>
            {
                [(-1, true)] = Expectation.Allowed,
                [(0, true)] = Expectation.Allowed,
                [(1, true)] = Expectation.Allowed,
                [(0, false)] = Expectation.Forbidden,
                [(1, false)] = Expectation.Forbidden,
            },
            (publications, _) => publications.Publish(0),
            (publications, _) => publications.Publish(1),
            (publications, _) => publications.Read());

    /// <summary>One publication races with one consumer on its way to park: the consumer always comes back.</summary>
    [Test]
    public void Should_never_lose_the_wake_up_of_a_consumer_that_is_about_to_park() =>
        new Litmus<Parking, long>(() => new Parking(), parking => parking.Result).Run(
            Rounds,
            new Dictionary<long, Expectation> { [0] = Expectation.Required },
            (parking, round) => parking.PublishAfter(round % 200),
            (parking, _) => parking.Wait());

    /// <summary>Two stages pass a sequence at once while a third is parked behind both: whoever is second must wake it.</summary>
    [Test]
    public void Should_never_lose_the_wake_up_of_a_consumer_behind_two_others() =>
        new Litmus<Diamond, long>(() => new Diamond(), diamond => diamond.Result).Run(
            Rounds,
            new Dictionary<long, Expectation> { [0] = Expectation.Required },
            (diamond, round) => Diamond.StepAfter(diamond.Left, round % 200),
            (diamond, round) => Diamond.StepAfter(diamond.Right, round % 190),
            (diamond, _) => diamond.Wait());

    /// <summary>A ring of one slot: the producer may take it again only after the consumer has read the old value.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void Should_never_overwrite_what_the_consumer_has_not_passed(bool several)
    {
        const int rounds = 20_000;
        using var section = new Section<long>(1);
        var strategy = new SpinThenParkWaitStrategy(spins: 20, pauses: 1);
        Sequencer sequencer = several ? new MultiProducerSequencer(1, strategy) : new SingleProducerSequencer(1, strategy);
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

    private sealed class Claims
    {
        private const int Size = 8;

        private readonly MultiProducerSequencer _sequencer = new(Size, new BusySpinWaitStrategy());

        public Claims(int free)
        {
            _sequencer.AddGatingSequences(new Sequence());
            if (free < Size)
            {
                _sequencer.Next(Size - free);
            }
        }

        public long First { get; set; }

        public long Second { get; set; }

        public long Claim()
        {
            _sequencer.TryNext(1, out var highest);
            return highest;
        }
    }

    private sealed class Publications
    {
        private readonly MultiProducerSequencer _sequencer = new(4, new BusySpinWaitStrategy());
        private readonly SequenceBarrier _barrier;
        private readonly long[] _events = new long[2];

        public Publications()
        {
            _barrier = _sequencer.NewBarrier();
            _sequencer.Next(2);
        }

        public (long Available, bool AllThere) Seen { get; private set; }

        public void Publish(long sequence)
        {
            _events[sequence] = sequence + 1;
            _sequencer.Publish(sequence);
        }

        public void Read()
        {
            var available = _barrier.Available(0);
            Seen = (available, _events.AsSpan(0, (int)available + 1).IndexOf(0) < 0);
        }
    }

    private sealed class Parking
    {
        private readonly SingleProducerSequencer _sequencer = new(4, new BlockingWaitStrategy());
        private readonly SequenceBarrier _barrier;

        public Parking() => _barrier = _sequencer.NewBarrier();

        public long Result { get; private set; } = -1;

        public void PublishAfter(int spins)
        {
            Thread.SpinWait(spins);
            _sequencer.Publish(_sequencer.Next());
        }

        public void Wait() => Result = _barrier.WaitFor(0);
    }

    private sealed class Diamond
    {
        private readonly SequenceBarrier _barrier;

        public Diamond()
        {
            var sequencer = new SingleProducerSequencer(4, new BlockingWaitStrategy());
            Left = new("left", sequencer.NewBarrier(), default);
            Right = new("right", sequencer.NewBarrier(), default);
            _barrier = sequencer.NewBarrier(Left.Sequence, Right.Sequence);
            sequencer.Publish(sequencer.Next());
        }

        public EventProcessor<IdleHandler> Left { get; }

        public EventProcessor<IdleHandler> Right { get; }

        public long Result { get; private set; } = -1;

        public static void StepAfter(EventProcessor<IdleHandler> processor, int spins)
        {
            Thread.SpinWait(spins);
            processor.TryProcess(1);
        }

        public void Wait() => Result = _barrier.WaitFor(0);
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

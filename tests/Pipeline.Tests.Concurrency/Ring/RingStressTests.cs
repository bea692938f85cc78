using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>Many events through small rings; the checksum says whether each arrived once, whole and in order.</summary>
internal sealed class RingStressTests
{
    private const int Size = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<IWaitStrategy> Strategies =>
    [
        new BusySpinWaitStrategy(), new BusySpinWaitStrategy(32), new YieldingWaitStrategy(), new SleepingWaitStrategy(),
        new BlockingWaitStrategy(), new SpinThenParkWaitStrategy(), new SpinThenParkWaitStrategy(spins: 3, pauses: 1),
    ];

    [TestCaseSource(nameof(Strategies))]
    public void Should_carry_every_event_of_one_producer_through_three_stages(IWaitStrategy strategy)
    {
        var events = EventsFor(strategy);
        using var section = new Section<Cell>(Size);
        var sequencer = new SingleProducerSequencer(Size, strategy);
        var first = new EventProcessor<Checker>("first", sequencer.NewBarrier(), new Checker(section));
        var second = new EventProcessor<Checker>("second", sequencer.NewBarrier(first.Sequence), new Checker(section));
        var third = new EventProcessor<Checker>("third", sequencer.NewBarrier(first.Sequence, second.Sequence), new Checker(section));
        sequencer.AddGatingSequences(third.Sequence);
        RunAll(sequencer, [first, second, third], third.Sequence, events, Produce(sequencer, section, events, 1));

        Assert.That(third.Handler.Sum, Is.EqualTo(Sum(events)));
        Assert.That((first.Handler.Wrong, second.Handler.Wrong, third.Handler.Wrong), Is.EqualTo((0, 0, 0)));
    }

    [TestCaseSource(nameof(Strategies))]
    public void Should_carry_every_event_of_three_producers(IWaitStrategy strategy)
    {
        var each = EventsFor(strategy) / 3;
        using var section = new Section<Cell>(Size);
        var sequencer = new MultiProducerSequencer(Size, strategy);
        var consumer = new EventProcessor<Checker>("consumer", sequencer.NewBarrier(), new Checker(section));
        sequencer.AddGatingSequences(consumer.Sequence);
        RunAll(
            sequencer,
            [consumer],
            consumer.Sequence,
            3 * each,
            Produce(sequencer, section, each, 1),
            Produce(sequencer, section, each, 3),
            Produce(sequencer, section, each, Size / 2));

        Assert.That(consumer.Handler.Sum, Is.EqualTo(Sum(3 * each)));
        Assert.That(consumer.Handler.Wrong, Is.EqualTo(0));
    }

    [Test]
    public void Should_keep_the_journals_cursors_in_order_while_all_threads_park()
    {
        const int events = 50_000;
        var strategy = new SpinThenParkWaitStrategy(spins: 3, pauses: 1);
        using var section = new Section<Cell>(Size);
        var sequencer = new SingleProducerSequencer(Size, strategy);
        var stage = new EventProcessor<Checker>("stage", sequencer.NewBarrier(), new Checker(section));
        var journal = new DualCursorProcessor<OrderChecker>("journal", sequencer.NewBarrier(), sequencer.NewBarrier(stage.Sequence), default, strategy);
        sequencer.AddGatingSequences(journal.InputSequence, journal.DecisionSequence);
        RunAll(sequencer, [stage, journal], journal.DecisionSequence, events, Produce(sequencer, section, events, 1));

        Assert.That(journal.Handler.Wrong, Is.EqualTo(0));
        Assert.That((journal.Handler.Inputs, journal.Handler.Decisions), Is.EqualTo(((long)events, (long)events)));
    }

    /// <summary>Four spinning threads on two cores pay a scheduler slice for each step, so they get fewer events.</summary>
    private static int EventsFor(IWaitStrategy strategy) => strategy switch
    {
        BusySpinWaitStrategy => Environment.ProcessorCount > 4 ? 60_000 : 2_000,
        SleepingWaitStrategy => 20_000,
        _ => 60_000,
    };

    private static void RunAll(Sequencer sequencer, IEventProcessor[] processors, Sequence last, int events, params Action[] producers)
    {
        var consumers = processors.Select(processor => new PipelineThread(processor.Name, processor.Run)).ToArray();
        var threads = producers.Select((produce, index) => new PipelineThread($"producer {index}", produce)).ToArray();
        foreach (var thread in consumers.Concat(threads))
        {
            thread.Start();
        }

        Assert.That(threads.All(thread => thread.Join(Patience)), Is.True, "a producer is stuck");
        var done = new PipelineThread("drain", () => sequencer.NewBarrier(last).WaitFor(events - 1));
        done.Start();
        Assert.That(done.Join(Patience), Is.True, $"stuck at {last.Value} of {events - 1}");
        sequencer.Stop();
        Assert.That(consumers.All(thread => thread.Join(Patience)), Is.True, "a consumer is stuck");
        sequencer.ThrowIfFailed();
    }

    private static Action Produce(Sequencer sequencer, Section<Cell> section, int events, int batch) => () =>
    {
        for (var left = events; left > 0; left -= batch)
        {
            var count = Math.Min(left, batch);
            var high = sequencer.Next(count);
            for (var sequence = high - count + 1; sequence <= high; sequence++)
            {
                section[sequence] = new Cell(sequence, ~sequence);
            }

            sequencer.Publish(high - count + 1, high);
        }
    };

    private static long Sum(long events) => events * (events - 1) / 2;

    private readonly record struct Cell(long Value, long Complement);

    private struct Checker(Section<Cell> section) : IEventHandler
    {
        private long _next;

        public long Sum { get; private set; }

        public int Wrong { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch)
        {
            var cell = section[sequence];
            Sum += cell.Value;
            Wrong += sequence == _next++ && cell.Value == sequence && cell.Complement == ~sequence ? 0 : 1;
        }
    }

    private struct OrderChecker : IDualCursorHandler
    {
        public long Inputs { get; private set; }

        public long Decisions { get; private set; }

        public int Wrong { get; private set; }

        public void OnInput(long sequence) => Wrong += sequence == Inputs++ ? 0 : 1;

        public void OnDecision(long sequence) => Wrong += sequence == Decisions++ && sequence < Inputs ? 0 : 1;

        public readonly void OnEndOfBatch()
        {
        }
    }
}

using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

/// <summary>What every sequencer promises. A new one gets its tests from a class of four lines.</summary>
internal abstract class SequencerContract
{
    private const int Size = 8;

    private Sequencer _sequencer = null!;

    protected abstract Sequencer Create(int bufferSize);

    [SetUp]
    public void SetUp() => _sequencer = Create(Size);

    [Test]
    public void Should_start_with_nothing_published()
    {
        Assert.That(_sequencer.Cursor, Is.EqualTo(Sequence.Initial));
        Assert.That(_sequencer.NewBarrier().Available(0), Is.EqualTo(Sequence.Initial));
        Assert.That(_sequencer.BufferSize, Is.EqualTo(Size));
    }

    [Test]
    public void Should_claim_consecutive_sequences_from_zero()
    {
        Assert.That(_sequencer.Next(), Is.EqualTo(0));
        Assert.That(_sequencer.Next(), Is.EqualTo(1));
        Assert.That(_sequencer.Next(3), Is.EqualTo(4));
        Assert.That(_sequencer.TryNext(2, out var highest), Is.True);
        Assert.That(highest, Is.EqualTo(6));
    }

    [Test]
    public void Should_not_show_what_is_claimed_and_not_published()
    {
        var barrier = _sequencer.NewBarrier();
        var sequence = _sequencer.Next();
        Assert.That(barrier.Available(sequence), Is.LessThan(sequence));

        _sequencer.Publish(sequence);

        Assert.That(barrier.Available(sequence), Is.EqualTo(sequence));
    }

    [Test]
    public void Should_show_a_whole_batch_once_it_is_published()
    {
        var barrier = _sequencer.NewBarrier();
        var high = _sequencer.Next(5);

        _sequencer.Publish(high - 4, high);

        Assert.That(barrier.Available(0), Is.EqualTo(4));
        Assert.That(_sequencer.HighestPublished(0, _sequencer.Cursor), Is.EqualTo(4));
    }

    [Test]
    public void Should_refuse_when_the_slowest_consumer_is_a_ring_behind()
    {
        Sequence slow = new(), fast = new();
        _sequencer.AddGatingSequences(slow, fast);
        _sequencer.Publish(0, _sequencer.Next(Size));
        fast.SetValue(Size - 1);

        Assert.That(_sequencer.TryNext(1, out var highest), Is.False);
        Assert.That(highest, Is.EqualTo(Sequencer.NotClaimed));

        slow.SetValue(1);
        Assert.That(_sequencer.MinimumGatingSequence, Is.EqualTo(1));
        Assert.That(_sequencer.TryNext(3, out _), Is.False);
        Assert.That(_sequencer.TryNext(2, out highest), Is.True);
        Assert.That(highest, Is.EqualTo(Size + 1));
    }

    [Test]
    public void Should_never_be_more_than_a_ring_ahead_of_its_gate_whatever_is_asked()
    {
        var gate = new Sequence();
        _sequencer.AddGatingSequences(gate);
        var random = new Random(20240808);
        var claimed = Sequence.Initial;
        for (var step = 0; step < 10_000; step++)
        {
            var count = random.Next(1, Size + 1);
            var fits = claimed + count - gate.Value <= Size;
            Assert.That(_sequencer.TryNext(count, out var highest), Is.EqualTo(fits), $"step {step}, seed 20240808");
            if (fits)
            {
                _sequencer.Publish(claimed + 1, highest);
                claimed = highest;
            }

            gate.SetValue(gate.Value + random.Next(0, (int)(claimed - gate.Value) + 1));
        }
    }

    [Test]
    public void Should_move_a_new_gating_sequence_to_the_cursor()
    {
        var late = new Sequence();
        _sequencer.Publish(0, _sequencer.Next(6));

        _sequencer.AddGatingSequences(late);

        Assert.That(late.Value, Is.EqualTo(5));
        Assert.That(_sequencer.TryNext(Size, out _), Is.True);
    }

    [Test]
    public void Should_reject_a_batch_that_the_ring_cannot_hold() =>
        Assert.That(() => _sequencer.Next(Size + 1), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(0)]
    [TestCase(-8)]
    [TestCase(12)]
    public void Should_reject_a_size_that_is_no_power_of_two(int size) =>
        Assert.That(() => Create(size), Throws.ArgumentException.With.Message.Contains(size.ToString()));

    [Test]
    public void Should_wait_for_space_and_go_on_when_the_gate_moves()
    {
        var consumer = new EventProcessor<RecordingHandler>("consumer", _sequencer.NewBarrier(), new RecordingHandler([]));
        _sequencer.AddGatingSequences(consumer.Sequence);
        _sequencer.Publish(0, _sequencer.Next(Size));
        var claimed = 0L;
        var producer = new PipelineThread("producer", () => claimed = _sequencer.Next(4));
        producer.Start();

        Assert.That(producer.Join(TimeSpan.FromMilliseconds(20)), Is.False, "the ring is full");
        Assert.That(consumer.TryProcess(3), Is.EqualTo(3));
        Assert.That(producer.Join(TimeSpan.FromMilliseconds(20)), Is.False, "three slots are free and four are needed");
        Assert.That(consumer.TryProcess(1), Is.EqualTo(1));

        Assert.That(producer.Join(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(claimed, Is.EqualTo(Size + 3));
    }

    [Test]
    public void Should_release_a_producer_of_a_full_ring_when_stopped()
    {
        _sequencer.AddGatingSequences(new Sequence());
        _sequencer.Publish(0, _sequencer.Next(Size));
        var claimed = 0L;
        var producer = new PipelineThread("producer", () => claimed = _sequencer.Next());
        producer.Start();

        _sequencer.Stop();

        Assert.That(producer.Join(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(claimed, Is.EqualTo(Sequencer.NotClaimed));
    }
}

internal sealed class SingleProducerSequencerTests : SequencerContract
{
    protected override Sequencer Create(int bufferSize) => new SingleProducerSequencer(bufferSize, new BlockingWaitStrategy());
}

internal sealed class MultiProducerSequencerTests : SequencerContract
{
    protected override Sequencer Create(int bufferSize) => new MultiProducerSequencer(bufferSize, new BlockingWaitStrategy());

    [Test]
    public void Should_stop_at_the_first_claim_that_is_not_published()
    {
        var sequencer = Create(8);
        var barrier = sequencer.NewBarrier();
        var first = sequencer.Next();
        var second = sequencer.Next();

        sequencer.Publish(second);
        Assert.That(barrier.Available(first), Is.EqualTo(-1));

        sequencer.Publish(first);
        Assert.That(barrier.Available(first), Is.EqualTo(second));
    }

    [Test]
    public void Should_look_no_further_than_the_batch_that_is_asked_for()
    {
        var sequencer = Create(8);
        var barrier = sequencer.NewBarrier();
        sequencer.Publish(0, sequencer.Next(6));

        Assert.That((barrier.Available(0, most: 1), barrier.Available(2, most: 3), barrier.Available(4, most: 100)), Is.EqualTo((0L, 4L, 5L)));
        Assert.That(barrier.WaitFor(1, most: 2), Is.EqualTo(2));
    }

    [Test]
    public void Should_tell_this_round_from_the_one_before()
    {
        var sequencer = Create(4);
        var gate = new Sequence();
        sequencer.AddGatingSequences(gate);
        var barrier = sequencer.NewBarrier();
        sequencer.Publish(0, sequencer.Next(4));
        gate.SetValue(3);

        var high = sequencer.Next(4);

        Assert.That(barrier.Available(4), Is.EqualTo(3), "the slots hold the round before");
        sequencer.Publish(4, high);
        Assert.That(barrier.Available(4), Is.EqualTo(7));
    }
}

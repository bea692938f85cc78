using NUnit.Framework;
using Pipeline.Ring;
using Pipeline.Testing;

namespace Pipeline.Tests.Ring;

internal sealed class EventProcessorTests
{
    private readonly List<(long Sequence, bool EndOfBatch)> _calls = [];
    private SingleProducerSequencer _sequencer = null!;

    [SetUp]
    public void SetUp()
    {
        _calls.Clear();
        _sequencer = new SingleProducerSequencer(16, new BlockingWaitStrategy());
    }

    [Test]
    public void Should_find_nothing_where_nothing_is_published()
    {
        var processor = Create();
        Assert.That(processor.HasWork, Is.False);
        Assert.That(processor.TryProcess(8), Is.EqualTo(0));
        Assert.That(processor.Sequence.Value, Is.EqualTo(-1));
    }

    [Test]
    public void Should_handle_what_is_there_and_mark_the_end_of_the_batch()
    {
        var processor = Create();
        Publish(3);

        Assert.That(processor.HasWork, Is.True);
        Assert.That(processor.TryProcess(8), Is.EqualTo(3));

        Assert.That(_calls, Is.EqualTo(new[] { (0L, false), (1L, false), (2L, true) }));
        Assert.That(processor.Sequence.Value, Is.EqualTo(2));
        Assert.That(processor.HasWork, Is.False);
    }

    [Test]
    public void Should_stop_at_the_limit_and_go_on_from_there()
    {
        var processor = Create();
        Publish(3);

        Assert.That(processor.TryProcess(2), Is.EqualTo(2));
        Assert.That(processor.TryProcess(2), Is.EqualTo(1));

        Assert.That(_calls, Is.EqualTo(new[] { (0L, false), (1L, true), (2L, true) }));
    }

    [Test]
    public void Should_not_pass_the_processor_that_it_follows()
    {
        var first = Create();
        var second = new EventProcessor<RecordingHandler>("second", _sequencer.NewBarrier(first.Sequence), new RecordingHandler([]));
        Publish(3);

        Assert.That(second.TryProcess(8), Is.EqualTo(0));
        first.TryProcess(2);
        Assert.That(second.TryProcess(8), Is.EqualTo(2));
    }

    [Test]
    public void Should_stop_everything_before_the_sequence_whose_handler_threw()
    {
        var failing = Create(failAt: 2);
        var other = new EventProcessor<RecordingHandler>("other", _sequencer.NewBarrier(), new RecordingHandler([]));
        Publish(5);

        Assert.That(failing.TryProcess(8), Is.EqualTo(2));

        Assert.That(failing.Sequence.Value, Is.EqualTo(1));
        Assert.That(failing.IsHalted && other.IsHalted && _sequencer.IsStopped, Is.True);
        Assert.That(other.TryProcess(8), Is.EqualTo(0));
        var thrown = Assert.Throws<ProcessorFailedException>(_sequencer.ThrowIfFailed);
        Assert.That(thrown!.Failure.Processor, Is.EqualTo("first"));
        Assert.That(thrown.Failure.Sequence, Is.EqualTo(2));
        Assert.That(thrown.InnerException, Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public void Should_skip_the_failing_event_where_the_policy_says_so()
    {
        var policy = new SkippingExceptionPolicy();
        var processor = Create(failAt: 1, policy);
        Publish(4);

        Assert.That(processor.TryProcess(8), Is.EqualTo(2));
        Assert.That(processor.TryProcess(8), Is.EqualTo(2));

        Assert.That(_calls.Select(call => call.Sequence), Is.EqualTo(new[] { 0L, 2L, 3L }));
        Assert.That(policy.Skipped, Is.EqualTo(1));
        Assert.That(policy.Last!.Sequence, Is.EqualTo(1));
        Assert.That(_sequencer.Failure, Is.Null);
    }

    [Test]
    public void Should_return_from_run_when_halted_while_it_waits()
    {
        var processor = Create();
        var thread = new PipelineThread("first", processor.Run);
        thread.Start();

        processor.Halt();

        Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(thread.Exception, Is.Null);
    }

    [Test]
    public void Should_allocate_nothing_while_it_handles_events()
    {
        var processor = new EventProcessor<SummingHandler>("sum", _sequencer.NewBarrier(), default);
        _sequencer.AddGatingSequences(processor.Sequence);
        Pump(processor, 20_000);

        Assert.That(Allocations.Of(() => Pump(processor, 100_000)), Is.Zero);
        Assert.That(processor.Handler.Sum, Is.EqualTo(120_000L * 119_999 / 2));
    }

    private void Pump(EventProcessor<SummingHandler> processor, int events)
    {
        for (var i = 0; i < events; i++)
        {
            Publish(1);
            processor.TryProcess(8);
        }
    }

    private EventProcessor<RecordingHandler> Create(long failAt = -1, IExceptionPolicy? policy = null) =>
        new("first", _sequencer.NewBarrier(), new RecordingHandler(_calls, failAt), policy);

    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }
    }

    private struct SummingHandler : IEventHandler
    {
        public long Sum { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Sum += sequence;
    }
}

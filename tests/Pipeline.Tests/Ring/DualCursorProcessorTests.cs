using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

internal sealed class DualCursorProcessorTests
{
    private readonly List<string> _calls = [];
    private readonly Sequence _decided = new();
    private SingleProducerSequencer _sequencer = null!;
    private DualCursorProcessor<JournalingHandler> _journal = null!;

    [SetUp]
    public void SetUp()
    {
        _calls.Clear();
        _decided.SetValue(Sequence.Initial);
        _sequencer = new SingleProducerSequencer(16, new BlockingWaitStrategy());
        _journal = Create(failAt: -1);
    }

    [Test]
    public void Should_handle_input_before_its_decision_is_there()
    {
        Publish(2);

        Assert.That(_journal.TryProcess(8), Is.EqualTo(2));

        Assert.That(_calls, Is.EqualTo(new[] { "input 0", "input 1", "end" }));
        Assert.That((_journal.InputSequence.Value, _journal.DecisionSequence.Value), Is.EqualTo((1L, -1L)));
    }

    [Test]
    public void Should_handle_inputs_and_decisions_in_one_batch()
    {
        Publish(2);
        _decided.SetValue(0);

        Assert.That(_journal.TryProcess(8), Is.EqualTo(3));

        Assert.That(_calls, Is.EqualTo(new[] { "input 0", "input 1", "decision 0", "end" }));
    }

    [Test]
    public void Should_never_let_decisions_pass_inputs()
    {
        Publish(4);
        _decided.SetValue(3);

        Assert.That(_journal.TryProcess(2), Is.EqualTo(4));

        Assert.That(_calls, Is.EqualTo(new[] { "input 0", "input 1", "decision 0", "decision 1", "end" }));
    }

    [Test]
    public void Should_advance_neither_cursor_before_the_end_of_the_batch_returned()
    {
        Publish(2);
        _decided.SetValue(1);
        _journal.Handler.Watched = _journal;

        _journal.TryProcess(8);

        Assert.That(_journal.Handler.SeenAtEnd, Is.EqualTo((-1L, -1L)));
        Assert.That((_journal.InputSequence.Value, _journal.DecisionSequence.Value), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Should_advance_neither_cursor_when_the_handler_throws()
    {
        _journal = Create(failAt: 1);
        Publish(3);

        Assert.That(_journal.TryProcess(8), Is.EqualTo(0));

        Assert.That(_journal.InputSequence.Value, Is.EqualTo(-1));
        Assert.That(_journal.IsHalted, Is.True);
        Assert.That(_sequencer.Failure!.Sequence, Is.EqualTo(1));
        Assert.That(_sequencer.Failure.Processor, Is.EqualTo("journal"));
    }

    [Test]
    public void Should_see_both_cursors_move_while_parked()
    {
        var stage = new EventProcessor<RecordingHandler>("stage", _sequencer.NewBarrier(), new RecordingHandler([]));
        _journal = Create(failAt: -1, stage.Sequence);
        var thread = new PipelineThread("journal", _journal.Run);
        thread.Start();
        SequenceBarrier inputs = _sequencer.NewBarrier(_journal.InputSequence), decisions = _sequencer.NewBarrier(_journal.DecisionSequence);
        for (var sequence = 0L; sequence < 1_000; sequence++)
        {
            Publish(1);
            Assert.That(inputs.WaitFor(sequence), Is.EqualTo(sequence));
            stage.TryProcess(1);
            Assert.That(decisions.WaitFor(sequence), Is.EqualTo(sequence));
        }

        _journal.Halt();
        Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True);
    }

    private DualCursorProcessor<JournalingHandler> Create(long failAt, Sequence? decided = null) =>
        new("journal", _sequencer.NewBarrier(), _sequencer.NewBarrier(decided ?? _decided), new JournalingHandler(_calls, failAt), new BlockingWaitStrategy());

    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }
    }

    private struct JournalingHandler(List<string> calls, long failAt) : IDualCursorHandler
    {
        public DualCursorProcessor<JournalingHandler>? Watched { get; set; }

        public (long Input, long Decision) SeenAtEnd { get; private set; }

        public readonly void OnInput(long sequence)
        {
            if (sequence == failAt)
            {
                throw new InvalidOperationException("told to fail");
            }

            calls.Add($"input {sequence}");
        }

        public readonly void OnDecision(long sequence) => calls.Add($"decision {sequence}");

        public void OnEndOfBatch()
        {
            calls.Add("end");
            SeenAtEnd = (Watched?.InputSequence.Value ?? 0, Watched?.DecisionSequence.Value ?? 0);
        }
    }
}

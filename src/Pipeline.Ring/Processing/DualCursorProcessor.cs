namespace Pipeline.Ring;

/// <summary>One thread, two cursors: every input as soon as it is there, every decision once it was made.</summary>
/// <remarks>
/// The decision cursor never passes the input cursor. Both advance only after the handler's end of batch returned, so
/// whoever follows them may rely on whatever that did. An exception is always fatal: half a batch is not Written.
/// </remarks>
/// <typeparam name="THandler">A struct, so that the loop is compiled for it.</typeparam>
public sealed class DualCursorProcessor<THandler> : IEventProcessor, IWaitCondition
    where THandler : struct, IDualCursorHandler
{
    private readonly SequenceBarrier _inputBarrier;
    private readonly SequenceBarrier _decisionBarrier;
    private readonly IWaitStrategy _waitStrategy;
    private readonly WaitPoint _point;
    private readonly int _maxBatch;

    // mutable struct: do not make this readonly
    private THandler _handler;
    private long _handling;

    /// <summary>A processor behind two barriers of one ring, which must be its own.</summary>
    /// <param name="name">For thread plans and failures.</param>
    /// <param name="inputBarrier">What the input cursor follows.</param>
    /// <param name="decisionBarrier">What the decision cursor follows.</param>
    /// <param name="handler">What it does.</param>
    /// <param name="waitStrategy">How <see cref="Run"/> waits while neither cursor can move.</param>
    public DualCursorProcessor(
        string name,
        SequenceBarrier inputBarrier,
        SequenceBarrier decisionBarrier,
        THandler handler,
        IWaitStrategy waitStrategy)
    {
        ArgumentNullException.ThrowIfNull(inputBarrier);
        ArgumentNullException.ThrowIfNull(decisionBarrier);
        ArgumentNullException.ThrowIfNull(waitStrategy);
        Name = name;
        _inputBarrier = inputBarrier;
        _decisionBarrier = decisionBarrier;
        _handler = handler;
        _waitStrategy = waitStrategy;
        _maxBatch = BatchLimit.Of(inputBarrier.Sequencer);
        _point = inputBarrier.Sequencer.Signal.CreatePoint(this);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Inputs handled, end of batch included.</summary>
    public Sequence InputSequence { get; } = new();

    /// <summary>Decisions handled, end of batch included.</summary>
    public Sequence DecisionSequence { get; } = new();

    /// <summary>The handler itself, by reference: what it holds is its thread's while that runs.</summary>
    public ref THandler Handler => ref _handler;

    /// <inheritdoc/>
    public bool HasWork
    {
        get
        {
            var input = InputAvailable(1);
            return IsHalted || input > InputSequence.Value || Math.Min(input, DecisionAvailable(1)) > DecisionSequence.Value;
        }
    }

    /// <inheritdoc/>
    public bool IsHalted => _inputBarrier.IsAlerted;

    /// <inheritdoc/>
    bool IWaitCondition.IsMet => HasWork;


    /// <inheritdoc/>
    /// <remarks>The limit holds for each cursor; inputs and decisions both count.</remarks>
    public long TryProcess(int maxEvents)
    {
        var input = InputSequence.Value;
        var decision = DecisionSequence.Value;
        var lastInput = Math.Min(InputAvailable(maxEvents), input + maxEvents);
        var lastDecision = Math.Min(Math.Min(DecisionAvailable(maxEvents), decision + maxEvents), lastInput);
        if (IsHalted || (lastInput <= input && lastDecision <= decision))
        {
            return 0;
        }

        return ProcessBatch(input, lastInput, decision, lastDecision);
    }

    /// <inheritdoc/>
    public void Run()
    {
        while (!IsHalted)
        {
            RunBatch();
        }
    }

    /// <inheritdoc/>
    public void Halt() => _inputBarrier.Alert();

    /// <summary>Handles the inputs that were published and not handled when the ring stopped; no decisions.</summary>
    /// <remarks>The owner's thread, after the processor's own has ended. A failure is kept as any other.</remarks>
    public void FinishInputs()
    {
        var input = InputSequence.Value;
        var last = InputAvailable(int.MaxValue);
        if (last > input)
        {
            ProcessBatch(input, last, DecisionSequence.Value, DecisionSequence.Value);
        }
    }

    private long InputAvailable(int most) => _inputBarrier.Available(InputSequence.Value + 1, most);

    private long DecisionAvailable(int most) => _decisionBarrier.Available(DecisionSequence.Value + 1, most);

    private void RunBatch()
    {
        if (TryProcess(_maxBatch) == 0)
        {
            _point.Wait(_waitStrategy);
        }
    }

    private long ProcessBatch(long input, long lastInput, long decision, long lastDecision)
    {
        try
        {
            Handle(input, lastInput, decision, lastDecision);
        }
        catch (SequencerStoppedException)
        {
            return 0;
        }
        catch (Exception exception)
        {
            _inputBarrier.Sequencer.Fail(new ProcessorFailure(Name, _handling, exception));
            return 0;
        }

        InputSequence.SetValue(lastInput);
        DecisionSequence.SetValue(lastDecision);
        _inputBarrier.Sequencer.Signal.WakeIfParked();
        return lastInput - input + lastDecision - decision;
    }

    private void Handle(long input, long lastInput, long decision, long lastDecision)
    {
        for (var sequence = input + 1; sequence <= lastInput; sequence++)
        {
            _handling = sequence;
            _handler.OnInput(sequence);
        }

        for (var sequence = decision + 1; sequence <= lastDecision; sequence++)
        {
            _handling = sequence;
            _handler.OnDecision(sequence);
        }

        _handler.OnEndOfBatch();
    }
}

namespace Pipeline.Ring;

/// <summary>Calls a handler for every sequence that passes a barrier, in order, and says how far it has got.</summary>
/// <remarks>
/// Its sequence moves once a batch and not once an event: whoever follows sees fewer, larger steps, and the line that
/// they share changes hands less often.
/// </remarks>
/// <typeparam name="THandler">A struct, so that the loop is compiled for it.</typeparam>
public sealed class EventProcessor<THandler> : IEventProcessor
    where THandler : struct, IEventHandler
{
    private readonly SequenceBarrier _barrier;
    private readonly IExceptionPolicy _exceptionPolicy;

    // mutable struct: do not make this readonly
    private THandler _handler;
    private long _handling;

    /// <summary>A processor behind <paramref name="barrier"/>, which must be its own.</summary>
    /// <param name="name">For thread plans and failures.</param>
    /// <param name="barrier">What it follows.</param>
    /// <param name="handler">What it does.</param>
    /// <param name="exceptionPolicy">Default: <see cref="FatalExceptionPolicy"/>.</param>
    public EventProcessor(string name, SequenceBarrier barrier, THandler handler, IExceptionPolicy? exceptionPolicy = null)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        Name = name;
        _barrier = barrier;
        _handler = handler;
        _exceptionPolicy = exceptionPolicy ?? FatalExceptionPolicy.Instance;
        MaxBatch = BatchLimit.Of(barrier.Sequencer);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How far it has got.</summary>
    public Sequence Sequence { get; } = new();

    /// <summary>The handler itself, by reference: what it holds is its thread's while that runs.</summary>
    public ref THandler Handler => ref _handler;

    /// <inheritdoc/>
    public bool HasWork => IsHalted || _barrier.Available(Sequence.Value + 1, most: 1) > Sequence.Value;

    /// <inheritdoc/>
    public bool IsHalted => _barrier.IsAlerted;

    private int MaxBatch { get; }

    /// <inheritdoc/>
    public long TryProcess(int maxEvents)
    {
        var next = Sequence.Value + 1;
        var available = _barrier.Available(next, maxEvents);
        return available < next || IsHalted ? 0 : ProcessBatch(next, Math.Min(available, next + maxEvents - 1));
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
    public void Halt() => _barrier.Alert();

    private void RunBatch()
    {
        var next = Sequence.Value + 1;
        var available = _barrier.WaitFor(next, MaxBatch);
        if (available >= next)
        {
            ProcessBatch(next, Math.Min(available, next + MaxBatch - 1));
        }
    }

    private long ProcessBatch(long first, long last)
    {
        try
        {
            Handle(first, last);
        }
        catch (SequencerStoppedException)
        {
            last = _handling - 1;
        }
        catch (Exception exception)
        {
            last = Recover(_handling, exception);
        }

        if (last >= first)
        {
            Sequence.SetValue(last);
            _barrier.Sequencer.Signal.WakeIfParked();
        }

        return last - first + 1;
    }

    /// <summary>The loop, away from the try: a local that a catch can see lives in memory and costs a load and a store an event.</summary>
    private void Handle(long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            _handling = sequence;
            _handler.OnEvent(sequence, sequence == last);
        }
    }

    private long Recover(long failedAt, Exception exception)
    {
        var failure = new ProcessorFailure(Name, failedAt, exception);
        if (_exceptionPolicy.Decide(failure) == FailureAction.Skip)
        {
            return failedAt;
        }

        _barrier.Sequencer.Fail(failure);
        return failedAt - 1;
    }
}

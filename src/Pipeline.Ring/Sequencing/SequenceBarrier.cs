using System.Runtime.CompilerServices;

namespace Pipeline.Ring;

/// <summary>What a consumer waits at: the producers, or other consumers that must have passed first.</summary>
/// <remarks>One thread waits at a barrier; any thread may alert it.</remarks>
public sealed class SequenceBarrier : IWaitCondition
{
    private readonly Sequence _first;
    private readonly Sequence[] _others;
    private readonly bool _scansForPublished;
    private readonly IWaitStrategy _waitStrategy;
    private readonly WakeSignal _signal;
    private readonly WaitPoint _point;
    private volatile bool _isAlerted;
    private long _awaited;

    internal SequenceBarrier(Sequencer sequencer, IWaitStrategy waitStrategy, ReadOnlySpan<Sequence> dependents)
    {
        ArgumentNullException.ThrowIfNull(waitStrategy);
        Sequencer = sequencer;
        _waitStrategy = waitStrategy;
        _first = dependents.IsEmpty ? sequencer.CursorSequence : dependents[0];
        _others = dependents.IsEmpty ? [] : dependents[1..].ToArray();
        _scansForPublished = dependents.IsEmpty && !sequencer.PublishesInOrder;
        _signal = sequencer.Signal;
        _point = _signal.CreatePoint(this);
    }

    /// <summary>True from <see cref="Alert"/> to <see cref="ClearAlert"/>, and for good once the sequencer is stopped.</summary>
    public bool IsAlerted => _isAlerted || _signal.IsStopped;

    /// <inheritdoc/>
    bool IWaitCondition.IsMet => IsAlerted || Available(_awaited, most: 1) >= _awaited;

    internal Sequencer Sequencer { get; }

    /// <summary>The highest sequence that may be read, at least <paramref name="sequence"/>; less than it where nothing is there yet.</summary>
    /// <remarks>Never waits.</remarks>
    /// <param name="sequence">The first of interest.</param>
    /// <param name="most">
    /// How many are of interest. Behind several producers each costs a look, and a backlog is as long as the ring: whoever takes a
    /// batch asks for a batch.
    /// </param>
    public long Available(long sequence, int most = int.MaxValue)
    {
        var available = _first.Value;
        if (_others.Length != 0)
        {
            available = Sequence.Minimum(_others, available);
        }

        return _scansForPublished ? Sequencer.HighestPublished(sequence, Math.Min(available, sequence - 1 + most)) : available;
    }

    /// <summary>Waits for <paramref name="sequence"/> and returns the highest that may be read, of the next <paramref name="most"/>; less than it where alerted.</summary>
    public long WaitFor(long sequence, int most = int.MaxValue)
    {
        var available = Available(sequence, most);
        return available >= sequence ? available : WaitForUnavailable(sequence, most);
    }

    /// <summary>The same with a bound: less than <paramref name="sequence"/> too where <paramref name="patience"/> is over.</summary>
    public long WaitFor(long sequence, TimeSpan patience)
    {
        _awaited = sequence;
        _point.Wait(patience);
        return Available(sequence);
    }

    /// <summary>Ends the waiting of this barrier's thread, now and until <see cref="ClearAlert"/>.</summary>
    public void Alert()
    {
        _isAlerted = true;
        Sequencer.Signal.WakeAll();
    }

    /// <summary>Lets the barrier wait again.</summary>
    public void ClearAlert() => _isAlerted = false;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long WaitForUnavailable(long sequence, int most)
    {
        _awaited = sequence;
        _point.Wait(_waitStrategy);
        return Available(sequence, most);
    }
}

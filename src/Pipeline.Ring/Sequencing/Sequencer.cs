using System.Numerics;

namespace Pipeline.Ring;

/// <summary>Hands out sequences to producers, never more than the slowest gating sequence allows, and publishes them.</summary>
/// <remarks>
/// It stores no events: sections indexed by sequence do. Cursor >= every consumer >= gating minimum > cursor - buffer size.
/// Who may claim and publish is the subclass's rule; reading is for any thread.
/// </remarks>
public abstract class Sequencer : IWaitCondition
{
    /// <summary>What <see cref="Next"/> gives where the sequencer has been stopped: nothing was claimed.</summary>
    public const long NotClaimed = long.MinValue;

    private readonly IWaitStrategy _waitStrategy;
    private readonly WaitPoint _producers;
    private ProcessorFailure? _failure;
    private long _awaitedGating;

    private protected Sequencer(int bufferSize, IWaitStrategy waitStrategy)
    {
        if (bufferSize < 1 || !BitOperations.IsPow2(bufferSize))
        {
            throw new ArgumentException($"buffer size {bufferSize} is not a power of two", nameof(bufferSize));
        }

        ArgumentNullException.ThrowIfNull(waitStrategy);
        BufferSize = bufferSize;
        _waitStrategy = waitStrategy;
        Signal = new WakeSignal();
        _producers = Signal.CreatePoint(this);
    }

    /// <summary>Number of slots.</summary>
    public int BufferSize { get; }

    /// <summary>The highest published sequence (single producer) or the highest claimed one (several).</summary>
    public long Cursor => CursorSequence.Value;

    /// <summary>The position of the slowest gating sequence; the claimed position where there is none.</summary>
    public long MinimumGatingSequence => Sequence.Minimum(Gating, Claimed);

    /// <summary>True once <see cref="Stop"/> was called or a processor failed.</summary>
    public bool IsStopped => Signal.IsStopped;

    /// <summary>Told of the first failure at once, on the thread that met it. Set before the threads start.</summary>
    public Action<ProcessorFailure>? Failed { get; set; }

    /// <summary>The first failure of a processor behind this sequencer, or null.</summary>
    public ProcessorFailure? Failure => Volatile.Read(ref _failure);

    /// <inheritdoc/>
    /// <remarks>Where several producers wait, the last one's need counts for all: whatever is published is consumed, so it is met too.</remarks>
    bool IWaitCondition.IsMet => MinimumGatingSequence >= Volatile.Read(ref _awaitedGating);

    internal Sequence CursorSequence { get; } = new();

    internal WakeSignal Signal { get; }

    internal abstract bool PublishesInOrder { get; }

    private protected abstract long Claimed { get; }

    private protected Sequence[] Gating { get; private set; } = [];

    /// <summary>Claims the next <paramref name="count"/> sequences and returns the highest; waits while the ring is full.</summary>
    /// <returns>The highest claimed sequence, or <see cref="NotClaimed"/> where the sequencer has been stopped while it was full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is more than the ring holds.</exception>
    public abstract long Next(int count = 1);

    /// <summary>Claims the next <paramref name="count"/> sequences where they are free; never waits.</summary>
    public abstract bool TryNext(int count, out long highest);

    /// <summary>Makes <paramref name="sequence"/>, which this thread claimed, visible to consumers.</summary>
    public abstract void Publish(long sequence);

    /// <summary>Makes all of <paramref name="low"/> to <paramref name="high"/>, which this thread claimed, visible to consumers.</summary>
    public abstract void Publish(long low, long high);

    /// <summary>The end of the unbroken run of published sequences that starts at <paramref name="low"/>; <paramref name="low"/> - 1 where there is none.</summary>
    /// <param name="low">The first sequence of interest.</param>
    /// <param name="available">How far to look: a value that the cursor has had.</param>
    public abstract long HighestPublished(long low, long available);

    /// <summary>Adds sequences that hold producers back: no slot is reused before all of them have passed it.</summary>
    /// <remarks>Before the producers start. Each is first moved to the cursor.</remarks>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        foreach (var sequence in sequences)
        {
            sequence.SetValue(Cursor);
        }

        Gating = [.. Gating, .. sequences];
    }

    /// <summary>A barrier behind the producers, or, where dependents are given, behind all of these.</summary>
    /// <remarks>Any thread, 63 at most in a ring's life. It waits with the sequencer's own strategy.</remarks>
    public SequenceBarrier NewBarrier(params ReadOnlySpan<Sequence> dependents) => NewBarrier(_waitStrategy, dependents);

    /// <summary>A barrier that waits with <paramref name="waitStrategy"/>.</summary>
    /// <remarks>Any thread. Strategies may be mixed on one ring.</remarks>
    public SequenceBarrier NewBarrier(IWaitStrategy waitStrategy, params ReadOnlySpan<Sequence> dependents) =>
        new(this, waitStrategy, dependents);

    /// <summary>Ends all waiting: every barrier is alerted, and a producer that waits for space gets <see cref="NotClaimed"/>.</summary>
    /// <remarks>Any thread. For good: a stopped sequencer is not started again.</remarks>
    public void Stop() => Signal.Stop();

    /// <summary>Waits until every gating sequence has passed <paramref name="sequence"/>; false where the sequencer has been stopped.</summary>
    /// <remarks>Any thread. For whoever found no room: what it saw of <see cref="MinimumGatingSequence"/> before it looked goes in.</remarks>
    public bool WaitUntilPassed(long sequence) => WaitForGating(sequence + 1);

    /// <summary>Moves a sequence that belongs to no processor of the ring, and wakes whoever waits for it. Its one writer's thread.</summary>
    public void Move(Sequence sequence, long value)
    {
        sequence.SetValue(value);
        Signal.WakeIfParked();
    }

    /// <summary>Throws where a processor behind this sequencer has failed.</summary>
    /// <exception cref="ProcessorFailedException">Says which processor failed, and at which sequence.</exception>
    public void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            throw new ProcessorFailedException(failure);
        }
    }

    /// <summary>Stops everything because of <paramref name="failure"/>; the first one is kept. Any thread.</summary>
    public void Fail(ProcessorFailure failure)
    {
        var isFirst = Interlocked.CompareExchange(ref _failure, failure, null) is null;
        Stop();
        if (isFirst)
        {
            Failed?.Invoke(failure);
        }
    }

    private protected bool WaitForSpace(int count, long wrapPoint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BufferSize);
        return WaitForGating(wrapPoint);
    }

    private bool WaitForGating(long wanted)
    {
        while (MinimumGatingSequence < wanted)
        {
            if (IsStopped)
            {
                return false;
            }

            // Another producer may have replaced it meanwhile: the loop asks again.
            Volatile.Write(ref _awaitedGating, wanted);
            _producers.Wait(_waitStrategy);
        }

        return true;
    }
}

using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Ring;

/// <summary>The sequencer of one producing thread: a claim is an addition, a publication is one store.</summary>
/// <remarks>Single writer: <see cref="Next"/>, <see cref="TryNext"/> and the publications belong to one thread at a time.</remarks>
public sealed class SingleProducerSequencer : Sequencer
{
    // mutable struct: do not make this readonly
    private ProducerState _producer;

    /// <summary>A sequencer over <paramref name="bufferSize"/> slots.</summary>
    /// <exception cref="ArgumentException">The size is not a power of two.</exception>
    public SingleProducerSequencer(int bufferSize, IWaitStrategy waitStrategy)
        : base(bufferSize, waitStrategy)
    {
        _producer.Claimed = Sequence.Initial;
        _producer.CachedGating = Sequence.Initial;
    }

    internal override bool PublishesInOrder => true;

    private protected override long Claimed => Volatile.Read(ref _producer.Claimed);

    /// <inheritdoc/>
    public override long Next(int count = 1)
    {
        Invariant.Debug(count >= 1, "at least one sequence is claimed");
        var highest = _producer.Claimed + count;
        if (highest - BufferSize > _producer.CachedGating && !RefreshGatingWhenWrapped(count, highest))
        {
            return NotClaimed;
        }

        _producer.Claimed = highest;
        return highest;
    }

    /// <inheritdoc/>
    public override bool TryNext(int count, out long highest)
    {
        Invariant.Debug(count >= 1, "at least one sequence is claimed");
        highest = _producer.Claimed + count;
        if (highest - BufferSize > _producer.CachedGating && !HasSpaceWhenWrapped(highest))
        {
            highest = NotClaimed;
            return false;
        }

        _producer.Claimed = highest;
        return true;
    }

    /// <inheritdoc/>
    public override void Publish(long sequence)
    {
        Invariant.Debug(sequence > Cursor && sequence <= _producer.Claimed, "what is published was claimed, once");
        CursorSequence.SetValue(sequence);
        Signal.WakeIfParked();
    }

    /// <inheritdoc/>
    public override void Publish(long low, long high) => Publish(high);

    /// <inheritdoc/>
    public override long HighestPublished(long low, long available) => available;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RefreshGatingWhenWrapped(int count, long highest) => WaitForSpace(count, highest - BufferSize) && HasSpaceWhenWrapped(highest);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasSpaceWhenWrapped(long highest)
    {
        _producer.CachedGating = MinimumGatingSequence;
        return highest - BufferSize <= _producer.CachedGating;
    }
}

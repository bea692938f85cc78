using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Ring;

/// <summary>The sequencer of several producing threads: claims by compare-and-set, publications slot by slot.</summary>
/// <remarks>
/// Any thread may claim; who claimed publishes. A slot's round says how often the ring had come round when it was last
/// published, so a reader tells this publication from the one before without a reset.
/// A claim happens only when there is space, so the cursor never runs ahead of gating minimum + buffer size.
/// </remarks>
public sealed class MultiProducerSequencer : Sequencer
{
    private readonly Sequence _cachedGating = new();
    private readonly int[] _rounds;
    private readonly int _mask;
    private readonly int _shift;

    /// <summary>A sequencer over <paramref name="bufferSize"/> slots.</summary>
    /// <exception cref="ArgumentException">The size is not a power of two.</exception>
    public MultiProducerSequencer(int bufferSize, IWaitStrategy waitStrategy)
        : base(bufferSize, waitStrategy)
    {
        _rounds = new int[bufferSize];
        _rounds.AsSpan().Fill(-1);
        _mask = bufferSize - 1;
        _shift = BitOperations.Log2((uint)bufferSize);
    }

    internal override bool PublishesInOrder => false;

    private protected override long Claimed => Cursor;

    /// <inheritdoc/>
    public override long Next(int count = 1)
    {
        long highest;
        while (!TryNext(count, out highest))
        {
            if (!WaitForSpace(count, Cursor + count - BufferSize))
            {
                return NotClaimed;
            }
        }

        return highest;
    }

    /// <inheritdoc/>
    public override bool TryNext(int count, out long highest)
    {
        Invariant.Debug(count >= 1, "at least one sequence is claimed");
        while (true)
        {
            var claimed = Cursor;
            highest = claimed + count;
            if (highest - BufferSize > _cachedGating.Value && !HasSpaceWhenWrapped(highest))
            {
                highest = NotClaimed;
                return false;
            }

            if (CursorSequence.CompareAndSet(claimed, highest))
            {
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public override void Publish(long sequence)
    {
        Volatile.Write(ref _rounds[(int)sequence & _mask], RoundOf(sequence));
        Signal.WakeIfParked();
    }

    /// <inheritdoc/>
    public override void Publish(long low, long high)
    {
        for (var sequence = low; sequence <= high; sequence++)
        {
            Volatile.Write(ref _rounds[(int)sequence & _mask], RoundOf(sequence));
        }

        Signal.WakeIfParked();
    }

    /// <inheritdoc/>
    public override long HighestPublished(long low, long available)
    {
        var sequence = low;
        while (sequence <= available && IsPublished(sequence))
        {
            sequence++;
        }

        return sequence - 1;
    }

    private bool IsPublished(long sequence) => Volatile.Read(ref _rounds[(int)sequence & _mask]) == RoundOf(sequence);

    private int RoundOf(long sequence) => (int)(sequence >>> _shift);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasSpaceWhenWrapped(long highest)
    {
        var gating = MinimumGatingSequence;
        _cachedGating.SetValue(gating);
        return highest - BufferSize <= gating;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline.Ring;

/// <summary>Where the threads of one ring park, and how those who make progress wake them.</summary>
/// <remarks>
/// Publisher: store the sequence; load the mask. Parker: store the mask; load the sequence. One of the two must see the
/// other, or the wake-up is lost. That takes a fence between store and load on both sides, and the publisher would pay for
/// its one at every event. So the parker pays for both: <see cref="Interlocked.MemoryBarrierProcessWide"/> makes every
/// running thread execute a fence, and the publisher's share is one load of a line that nobody writes.
/// Only while somebody is parked does the publisher fence and ask the conditions on behalf of the parked; the fence is
/// there for a condition over two sequences with two writers, where each writer must not miss the other's store.
/// </remarks>
internal sealed class WakeSignal
{
    private const int MaxPoints = 64;

    private readonly WaitPoint?[] _points = new WaitPoint?[MaxPoints];
    private int _count;
    private volatile bool _isStopped;

    // mutable struct: do not make this readonly
    private ParkedMask _parked;

    /// <summary>True once <see cref="Stop"/> was called: no wait goes on or begins.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>A place to park until <paramref name="condition"/> is met. Any thread.</summary>
    public WaitPoint CreatePoint(IWaitCondition condition)
    {
        lock (_points)
        {
            if (_count == MaxPoints)
            {
                throw new InvalidOperationException($"a ring has at most {MaxPoints - 1} barriers, two-cursor processors and groups");
            }

            var point = new WaitPoint(this, condition, 1UL << _count);
            _points[_count++] = point;
            return point;
        }
    }

    /// <summary>To be called after every store to a sequence of the ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WakeIfParked()
    {
        if (Volatile.Read(ref _parked.Bits) != 0)
        {
            WakeWhoseConditionIsMet();
        }
    }

    /// <summary>Wakes everybody, whatever the conditions say. Any thread.</summary>
    public void WakeAll()
    {
        lock (_points)
        {
            foreach (var point in _points.AsSpan(0, _count))
            {
                point!.Wake();
            }
        }
    }

    /// <summary>Ends all waiting, for good. Any thread.</summary>
    public void Stop()
    {
        _isStopped = true;
        WakeAll();
    }

    internal void MarkParked(ulong bit) => Interlocked.Or(ref _parked.Bits, bit);

    internal void ClearParked(ulong bit) => Interlocked.And(ref _parked.Bits, ~bit);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeWhoseConditionIsMet()
    {
        Interlocked.MemoryBarrier();
        for (var bits = Volatile.Read(ref _parked.Bits); bits != 0; bits &= bits - 1)
        {
            _points[BitOperations.TrailingZeroCount(bits)]!.WakeIfMet();
        }
    }
}

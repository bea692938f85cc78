using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Events;

/// <summary>A lane's levels: each record's are one contiguous run, given back when the gating sequence has passed it.</summary>
/// <remarks>
/// Single writer (the lane); readers touch a run only while its record's sequence is not yet gated.
/// An offset grows for ever; a run that would cross the end of memory starts again at the beginning.
/// </remarks>
public sealed class LevelArena : IDisposable
{
    /// <summary>Most levels that one message may have.</summary>
    public const int MaxRun = 10_240;

    private readonly NativeArray<LevelUpdate> _levels;
    private readonly Queue<(long Sequence, long End)> _runs;
    private readonly int _mostRuns;
    private readonly int _mask;
    private long _head;
    private long _tail;

    /// <summary>An arena of <paramref name="capacity"/> levels, a power of two, for a ring of <paramref name="ringSize"/> slots.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity holds fewer than two of the largest runs.</exception>
    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public LevelArena(int capacity, int ringSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2 * MaxRun);
        if (!BitOperations.IsPow2(capacity))
        {
            Throw.Argument(nameof(capacity), $"{capacity} levels are not a power of two");
        }

        _mask = capacity - 1;
        _levels = new NativeArray<LevelUpdate>(capacity);
        _runs = new Queue<(long, long)>(ringSize);
        _mostRuns = ringSize;
    }

    /// <summary>Number of levels that fit.</summary>
    public int Capacity => _levels.Length;

    /// <summary>
    /// Room for a run of at most <see cref="MaxRun"/> levels at <paramref name="offset"/>, or an empty span where earlier
    /// runs still hold it: then call <see cref="Release"/> with a later gating sequence and ask again.
    /// </summary>
    public Span<LevelUpdate> TryReserve(out long offset)
    {
        var start = (int)_head & _mask;
        offset = start + MaxRun <= Capacity ? _head : _head + (Capacity - start);
        return offset + MaxRun - _tail <= Capacity ? _levels.Slice((int)offset & _mask, MaxRun) : [];
    }

    /// <summary>True where as many runs are kept as the ring has slots: some of their records must be gone, so release before the next commit.</summary>
    public bool HoldsMostRuns => _runs.Count >= _mostRuns;

    /// <summary>Keeps the first <paramref name="count"/> levels reserved at <paramref name="offset"/> for the record at <paramref name="sequence"/>.</summary>
    public void Commit(long sequence, long offset, int count)
    {
        _head = offset + count;
        _runs.Enqueue((sequence, _head));
    }

    /// <summary>Gives back the runs of every record up to <paramref name="gatingSequence"/>.</summary>
    public void Release(long gatingSequence)
    {
        while (_runs.TryPeek(out var run) && run.Sequence <= gatingSequence)
        {
            _tail = run.End;
            _runs.Dequeue();
        }
    }

    /// <summary>The levels of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<LevelUpdate> Read(in DepthBody depth) =>
        _levels.Slice((int)depth.LevelOffset & _mask, depth.BidCount + depth.AskCount);

    /// <inheritdoc/>
    public void Dispose() => _levels.Dispose();
}

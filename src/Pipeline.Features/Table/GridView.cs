using Pipeline.Events;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features.Table;

/// <summary>What a grid time shows: which row, and whether it still counts.</summary>
/// <param name="GridNanos">The grid time, UTC nanoseconds: a multiple of the step.</param>
/// <param name="Row">Position of the last row received at or before it, from 0 in the order told; -1 where the session has none.</param>
/// <param name="AgeNanos">Grid time less the row's time; 0 where there is none.</param>
/// <param name="IsInForce">Whether there is a row and it is no older than holdMs.</param>
public readonly record struct GridPoint(long GridNanos, long Row, long AgeNanos, bool IsInForce);

/// <summary>The second view of one instrument's rows: a fixed grid in UTC, at each time the last row received at or before it.</summary>
/// <remarks>
/// The grid runs from the first grid time at or after the first row or break to the last time told. A row is shown until the next,
/// marked as not in force when older than HoldMs, and never past a break: nothing is filled across a gap, nothing interpolated.
/// A grid time is told once no row at or before it can come, so <see cref="TryTake"/> after each call. Single writer. 0 B a call.
/// </remarks>
public sealed class GridView
{
    private readonly long _stepNanos;
    private readonly long _holdNanos;
    private bool _hasBegun;
    private long _nextNanos;
    private long _nowNanos;
    private long _toldNanos;
    private Shown _shown = Shown.None;
    private Shown _latest = Shown.None;
    private long _rows;

    /// <summary>A grid of <paramref name="stepNanos"/>, say 100 ms; holdMs comes from <paramref name="parameters"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public GridView(long stepNanos, FeatureParameters parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepNanos);
        _stepNanos = stepNanos;
        _holdNanos = parameters.HoldMs * Nanos.Millisecond;
    }

    /// <summary>The next row; every point that was there must have been taken.</summary>
    /// <param name="receiveNanos">Its receive time; one that goes back counts as the latest time told.</param>
    public void OnRow(long receiveNanos)
    {
        Tell(receiveNanos);
        _latest = new Shown(_rows++, _nowNanos);
    }

    /// <summary>The book left Synced or became it: no row from before shows from here on.</summary>
    public void OnBreak(long nanos)
    {
        Tell(nanos);
        _latest = Shown.None;
    }

    /// <summary>The log ends at <paramref name="lastNanos"/>, that time included.</summary>
    public void Complete(long lastNanos)
    {
        Tell(lastNanos);
        _toldNanos = _nowNanos;
    }

    /// <summary>The next grid time that is decided; false where there is none yet.</summary>
    public bool TryTake(out GridPoint point)
    {
        point = default;
        if (!HasPoint)
        {
            return false;
        }

        var age = _shown.Row < 0 ? 0 : _nextNanos - _shown.Nanos;
        point = new GridPoint(_nextNanos, _shown.Row, age, _shown.Row >= 0 && age <= _holdNanos);
        _nextNanos += _stepNanos;
        return true;
    }

    private bool HasPoint => _hasBegun && _nextNanos <= _toldNanos;

    // The times up to here show what was told before; at this very time more may come, so it is not decided yet.
    private void Tell(long nanos)
    {
        Invariant.Always(!HasPoint, "the grid is told more before its points were taken");
        _nowNanos = Math.Max(_nowNanos, nanos);
        if (!_hasBegun)
        {
            _hasBegun = true;
            _nextNanos = (_nowNanos + _stepNanos - 1) / _stepNanos * _stepNanos;
        }

        _shown = _latest;
        _toldNanos = _nowNanos - 1;
    }

    private readonly record struct Shown(long Row, long Nanos)
    {
        public static readonly Shown None = new(-1, 0);
    }
}

namespace Pipeline.Features.Windows;

/// <summary>The clock offset: running minimum of receive - E since the sync, and whether it moved much within a minute.</summary>
/// <remarks>Only its steps are kept, so a steady clock costs one comparison a row.</remarks>
internal sealed class ClockOffset
{
    private const long LimitNanos = 500 * Nanos.Millisecond;

    private readonly TimeRing<Step> _steps = new(1024);

    /// <summary>The minimum so far, nanoseconds; of use after the first <see cref="Add"/>.</summary>
    public long MinNanos { get; private set; }

    /// <summary>Whether there is a minimum.</summary>
    public bool IsKnown => _steps.Head != _steps.Tail;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _steps.Clear();

    /// <summary>Takes in receive - E of a depth event.</summary>
    public void Add(long nowNanos, long rawNanos)
    {
        if (!IsKnown || rawNanos < MinNanos)
        {
            MinNanos = rawNanos;
            _steps.Push() = new Step { Nanos = nowNanos, MinNanos = rawNanos };
        }
    }

    /// <summary>Whether it fell by more than 500 ms within the last 60 s.</summary>
    public bool Moved(long nowNanos)
    {
        if (_steps.Head - _steps.Tail < 2)
        {
            return false;
        }

        while (_steps.Tail + 1 < _steps.Head && _steps[_steps.Tail + 1].Nanos <= nowNanos - Nanos.Minute)
        {
            _steps.DropBefore(_steps.Tail + 1);
        }

        return _steps[_steps.Tail].MinNanos - MinNanos > LimitNanos;
    }

    private struct Step
    {
        public long Nanos;
        public long MinNanos;
    }
}

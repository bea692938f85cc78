namespace Pipeline.Risk;

/// <summary>Twice the mid of the last seconds, so that the mid of a second ago can be asked for.</summary>
/// <remarks>At most one entry a millisecond is kept, the first, so that 4,096 entries always reach back four seconds.</remarks>
internal sealed class MidHistory
{
    private const int Capacity = 4096;
    private const long StepNanos = 1_000_000;
    private readonly long[] _nanos = new long[Capacity];
    private readonly long[] _doubledTicks = new long[Capacity];
    private long _head;
    private long _tail;

    public void Clear() => _tail = _head;

    public void Add(long nanos, long doubledTicks)
    {
        if (_head > _tail && nanos - _nanos[(_head - 1) & (Capacity - 1)] < StepNanos)
        {
            return;
        }

        _nanos[_head & (Capacity - 1)] = nanos;
        _doubledTicks[_head & (Capacity - 1)] = doubledTicks;
        _head++;
        _tail = Math.Max(_tail, _head - Capacity);
    }

    /// <summary>The last entry at or before <paramref name="nanos"/>, and its time. Ask with rising times: older ones are dropped.</summary>
    public bool TryGet(long nanos, out long atNanos, out long doubledTicks)
    {
        while (_tail + 1 < _head && _nanos[(_tail + 1) & (Capacity - 1)] <= nanos)
        {
            _tail++;
        }

        atNanos = _nanos[_tail & (Capacity - 1)];
        doubledTicks = _doubledTicks[_tail & (Capacity - 1)];
        return _tail < _head && atNanos <= nanos;
    }
}

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>At most so many events in any window of so many nanoseconds.</summary>
/// <remarks>Single writer, 0 bytes a call: the times of the last events in a ring.</remarks>
public sealed class SlidingCount(int limit, long windowNanos)
{
    private readonly long[] _times = new long[limit];
    private long _count;

    /// <summary>Whether one more fits at <paramref name="nanos"/>.</summary>
    public bool HasRoom(long nanos) => _count < _times.Length || nanos - _times[_count % _times.Length] >= windowNanos;

    /// <summary>Counts one.</summary>
    public void Add(long nanos) => _times[_count++ % _times.Length] = nanos;
}

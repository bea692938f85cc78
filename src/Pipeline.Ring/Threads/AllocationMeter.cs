namespace Pipeline.Ring;

/// <summary>Bytes that one thread allocates after its warm-up, sampled from within: nobody else can see a thread's counter.</summary>
/// <remarks>Single writer: the measured thread. <see cref="Bytes"/> and <see cref="Events"/> are for any thread.</remarks>
internal sealed class AllocationMeter(long warmUpEvents)
{
    /// <summary>Events that are not measured: code is still being compiled and pools are being filled.</summary>
    public const long DefaultWarmUpEvents = 10_000;

    private long _events;
    private long _eventsAtWarm = long.MaxValue;
    private long _bytesAtWarm;
    private long _bytes;

    /// <summary>Bytes after the warm-up, as of <see cref="Finish"/>.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Events after the warm-up.</summary>
    public long Events => Math.Max(0, Volatile.Read(ref _events) - Volatile.Read(ref _eventsAtWarm));

    private bool IsWarm => _eventsAtWarm != long.MaxValue;

    /// <summary>Counts events; with the batch that completes the warm-up, measuring begins.</summary>
    public void Add(long events)
    {
        Volatile.Write(ref _events, _events + events);
        if (_events >= warmUpEvents && !IsWarm)
        {
            _bytesAtWarm = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref _eventsAtWarm, _events);
        }
    }

    /// <summary>To be called last on the measured thread.</summary>
    public void Finish() => Volatile.Write(ref _bytes, IsWarm ? GC.GetAllocatedBytesForCurrentThread() - _bytesAtWarm : 0);
}

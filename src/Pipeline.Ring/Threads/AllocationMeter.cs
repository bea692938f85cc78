namespace Pipeline.Ring;

/// <summary>Bytes that one thread allocates after its warm-up, sampled from within: nobody else can see a thread's counter.</summary>
/// <remarks>Single writer: the measured thread. <see cref="Bytes"/> and <see cref="Events"/> are for any thread.</remarks>
internal sealed class AllocationMeter(long warmUpEvents)
{
    /// <summary>Events that are not measured: code is still being compiled and pools are being filled.</summary>
    public const long DefaultWarmUpEvents = 10_000;

    private long _events;
    private long _bytesAtWarm;
    private long _bytes;

    /// <summary>Bytes after the warm-up, as of <see cref="Finish"/>.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Events after the warm-up.</summary>
    public long Events => Math.Max(0, Volatile.Read(ref _events) - warmUpEvents);

    /// <summary>To be called first on the measured thread.</summary>
    public void Start() => _bytesAtWarm = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Counts events; where they complete the warm-up, measuring begins.</summary>
    public void Add(long events)
    {
        var before = _events;
        Volatile.Write(ref _events, before + events);
        if (before < warmUpEvents && before + events >= warmUpEvents)
        {
            _bytesAtWarm = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    /// <summary>To be called last on the measured thread.</summary>
    public void Finish() =>
        Volatile.Write(ref _bytes, _events < warmUpEvents ? 0 : GC.GetAllocatedBytesForCurrentThread() - _bytesAtWarm);
}

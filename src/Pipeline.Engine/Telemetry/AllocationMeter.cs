namespace Pipeline.Engine.Telemetry;

/// <summary>Bytes that one thread allocates in steady state: after its first 10,000 events.</summary>
/// <remarks>Single thread, but for <see cref="SteadyBytes"/> after that thread has ended.</remarks>
public sealed class AllocationMeter
{
    /// <summary>Events before the steady state.</summary>
    public const int WarmUpEvents = 10_000;

    private long _events;
    private long _startBytes;
    private long _excludedAtStart;

    /// <summary>Bytes in steady state, or null where it was never reached.</summary>
    public long? SteadyBytes { get; private set; }

    /// <summary>Counts one event. <paramref name="excludedBytes"/>: what was allocated so far that is none of the pipeline's.</summary>
    public void Count(long excludedBytes = 0)
    {
        if (++_events == WarmUpEvents)
        {
            _startBytes = GC.GetAllocatedBytesForCurrentThread();
            _excludedAtStart = excludedBytes;
        }
    }

    /// <summary>Takes the reading. On the metered thread, when it has nothing more to do.</summary>
    public void Stop(long excludedBytes = 0)
    {
        if (_events > WarmUpEvents)
        {
            SteadyBytes = GC.GetAllocatedBytesForCurrentThread() - _startBytes - (excludedBytes - _excludedAtStart);
        }
    }
}

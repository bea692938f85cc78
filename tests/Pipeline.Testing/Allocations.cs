using System.Runtime;

namespace Pipeline.Testing;

/// <summary>Bytes that the calling thread allocates.</summary>
public static class Allocations
{
    // What other threads of a test process may allocate meanwhile.
    private const long RoomBytes = 128 << 20;

    /// <summary>Bytes that <paramref name="work"/> allocates on this thread, exactly.</summary>
    /// <remarks>No collection runs meanwhile: when one ends, the runtime may charge a thread for the unused rest of its buffer.</remarks>
    /// <exception cref="InvalidOperationException">Other threads allocated more than there was room for; nothing was measured.</exception>
    public static long Of(Action work)
    {
        if (!GC.TryStartNoGCRegion(RoomBytes))
        {
            throw new InvalidOperationException($"the heap has no room of {RoomBytes} bytes");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            throw new InvalidOperationException($"more than {RoomBytes} bytes were allocated meanwhile, {bytes} of them on this thread");
        }

        GC.EndNoGCRegion();
        return bytes;
    }
}

using System.Diagnostics;

namespace Pipeline.LatencyLab.Flood;

/// <summary>What the process held at one moment.</summary>
/// <param name="ResidentBytes">Resident set.</param>
/// <param name="PeakResidentBytes">The most it ever was.</param>
/// <param name="ManagedBytes">Managed heap, garbage included.</param>
/// <param name="Collections">Garbage collections so far, of any generation.</param>
internal sealed record MemorySample(long ResidentBytes, long PeakResidentBytes, long ManagedBytes, int Collections)
{
    public static MemorySample Take()
    {
        using var process = Process.GetCurrentProcess();
        return new MemorySample(process.WorkingSet64, process.PeakWorkingSet64, GC.GetTotalMemory(forceFullCollection: false), GC.CollectionCount(0));
    }
}

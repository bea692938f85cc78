using System.Runtime;
using System.Runtime.InteropServices;
using Pipeline.Ring;

namespace Pipeline.LatencyLab;

/// <summary>What a figure was measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{CpuAffinity.AllowedCpus.Count} cores, {RuntimeInformation.FrameworkDescription} with its defaults, server GC {GCSettings.IsServerGC}, {RuntimeInformation.OSDescription}";
}

using System.Runtime.InteropServices;

namespace Pipeline.Ring;

/// <summary>What libc says about the calling thread.</summary>
internal static unsafe partial class LinuxThread
{
    private const int MaskWords = 16;
    private const nuint MaskBytes = MaskWords * sizeof(ulong);
    private const int CallingThread = 0;

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int Id();

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    public static partial int Cpu();

    public static string? Pin(int cpu)
    {
        var mask = stackalloc ulong[MaskWords];
        mask[cpu / 64] = 1UL << (cpu % 64);
        // SAFETY: the kernel reads MaskBytes from mask, which is exactly that long; cpu came from AllowedCpus, so it is
        // below the mask's width.
        return SetAffinity(CallingThread, MaskBytes, mask) == 0 ? null : $"sched_setaffinity failed with errno {Marshal.GetLastPInvokeError()}";
    }

    /// <summary>The cpus of the process's first thread.</summary>
    public static int[] AllowedCpus()
    {
        var mask = stackalloc ulong[MaskWords];
        // SAFETY: the kernel writes at most MaskBytes to mask, which is exactly that long; the span has its length.
        return GetAffinity(Environment.ProcessId, MaskBytes, mask) == 0 ? CpuAffinity.CpusOf(new ReadOnlySpan<ulong>(mask, MaskWords)) : [];
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);
}

using System.Runtime.InteropServices;

namespace Pipeline.Ring;

/// <summary>What kernel32 says about the calling thread. Processor groups beyond the first 64 cpus are not used.</summary>
internal static unsafe partial class WindowsThread
{
    [LibraryImport("kernel32", EntryPoint = "GetCurrentThreadId")]
    public static partial int Id();

    [LibraryImport("kernel32", EntryPoint = "GetCurrentProcessorNumber")]
    public static partial int Cpu();

    public static string? Pin(int cpu) => SetThreadAffinityMask(GetCurrentThread(), (nuint)1 << cpu) != 0
        ? null
        : $"SetThreadAffinityMask failed with error {Marshal.GetLastPInvokeError()}";

    public static int[] AllowedCpus()
    {
        nuint process, system;
        // SAFETY: the system writes one word to each of two locals, which are one word each.
        return GetProcessAffinityMask(GetCurrentProcess(), &process, &system) != 0 ? CpuAffinity.CpusOf([process]) : [];
    }

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int GetProcessAffinityMask(nint process, nuint* processMask, nuint* systemMask);
}

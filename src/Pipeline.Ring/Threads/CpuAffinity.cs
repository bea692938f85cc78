using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Pipeline.Ring;

/// <summary>Pins the calling thread to a cpu, on Linux and Windows.</summary>
public static class CpuAffinity
{
    private static readonly Lazy<int[]> Allowed = new(ReadAllowed);

    /// <summary>The operating system's number of the calling thread; 0 where it cannot be known.</summary>
    public static int CurrentThreadId => OperatingSystem.IsLinux() ? LinuxThread.Id() : OperatingSystem.IsWindows() ? WindowsThread.Id() : 0;

    /// <summary>The cpu that the calling thread is on just now; -1 where it cannot be known.</summary>
    public static int CurrentCpu => OperatingSystem.IsLinux() ? LinuxThread.Cpu() : OperatingSystem.IsWindows() ? WindowsThread.Cpu() : -1;

    /// <summary>The cpus that this process may use, ascending; empty where the system does not say.</summary>
    /// <remarks>Any thread. Read once: what the process was given, not what a pinned thread has left.</remarks>
    public static IReadOnlyList<int> AllowedCpus => Allowed.Value;

    /// <summary>Pins the calling thread to <paramref name="cpu"/>; false, with the reason, where that cannot be.</summary>
    public static bool TryPin(int cpu, [NotNullWhen(false)] out string? reason)
    {
        reason = Allowed.Value.Contains(cpu) ? Pin(cpu) : WhyNotAllowed(cpu);
        return reason is null;
    }

    private static string WhyNotAllowed(int cpu) => Allowed.Value.Length == 0
        ? "pinning is supported on Linux and Windows only"
        : $"cpu {cpu} is not among those this process may use ({string.Join(", ", Allowed.Value)})";

    private static string? Pin(int cpu) => OperatingSystem.IsLinux() ? LinuxThread.Pin(cpu) : WindowsThread.Pin(cpu);

    private static int[] ReadAllowed()
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxThread.AllowedCpus();
        }

        return OperatingSystem.IsWindows() ? WindowsThread.AllowedCpus() : [];
    }

    /// <summary>The positions of the bits that are set.</summary>
    internal static int[] CpusOf(ReadOnlySpan<ulong> mask)
    {
        var cpus = new List<int>();
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                cpus.Add((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return [.. cpus];
    }
}

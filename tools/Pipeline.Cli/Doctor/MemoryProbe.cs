namespace Pipeline.Cli.Doctor;

/// <summary>Memory: pages, locks, swap.</summary>
internal static class MemoryProbe
{
    private const long LockedBytesWanted = 256L << 20;

    public static IEnumerable<Finding> Look(MachineFiles files) => [TransparentHugePages(files), HugePages(files), LockLimit(files), Swap(files)];

    private static Finding TransparentHugePages(MachineFiles files) => Finding.JudgeReadable("transparent huge pages",
        files.Read("/sys/kernel/mm/transparent_hugepage/enabled") is { } text ? LinuxText.Chosen(text) : null, value => value is "madvise" or "never",
        "echo madvise: with always the kernel stops threads to gather pages");

    private static Finding HugePages(MachineFiles files)
    {
        var pages = files.Read("/proc/meminfo") is { } text ? LinuxText.Field(text, "HugePages_Total") : null;
        return pages is null ? Finding.JudgeReadable("huge pages", null, _ => true, "vm.nr_hugepages") : Finding.Ok("huge pages", $"{pages} reserved");
    }

    private static Finding LockLimit(MachineFiles files)
    {
        var bytes = files.Read("/proc/self/limits") is { } text ? LinuxText.SoftLimit(text, "Max locked memory") : null;
        return Finding.JudgeReadable("locked memory limit", bytes is { } limit ? LinuxText.Size(limit) : null, _ => bytes >= LockedBytesWanted,
            $"ulimit -l {LockedBytesWanted >> 10} or more, so that rings and arenas can be kept from the swap");
    }

    private static Finding Swap(MachineFiles files)
    {
        var bytes = files.Read("/proc/meminfo") is { } text ? LinuxText.FieldBytes(text, "SwapTotal") : null;
        return Finding.JudgeReadable("swap", bytes is { } total ? (total == 0 ? "none" : LinuxText.Size(total)) : null, value => value == "none",
            "swapoff -a, or vm.swappiness=1: a page that comes back from disk costs milliseconds");
    }
}

namespace Pipeline.Cli.Doctor;

/// <summary>Processors: how many, which are kept free, how they are clocked.</summary>
internal static class CpuProbe
{
    private const string Folder = "/sys/devices/system/cpu";

    public static IEnumerable<Finding> Look(MachineFiles files) => [Cores(files), Smt(files), Isolated(files), Tickless(files), Governor(files)];

    private static Finding Cores(MachineFiles files)
    {
        var online = List(files, $"{Folder}/online")?.Count ?? Environment.ProcessorCount;
        var allowed = files.Read("/proc/self/status") is { } status && LinuxText.Field(status, "Cpus_allowed_list") is { } list
            ? LinuxText.ProcessorList(list)?.Count ?? Environment.ProcessorCount
            : Environment.ProcessorCount;
        return Finding.Judge("cores", allowed >= 4, $"{allowed} usable of {online} online",
            "with fewer than 4 use mode shared: pinned spinning threads would wait for each other");
    }

    private static Finding Smt(MachineFiles files) => Finding.JudgeReadable("hyper-threading",
        files.Read($"{Folder}/smt/active") switch { "0" => "off", "1" => "on", _ => null }, value => value == "off",
        "switch it off (nosmt), or leave the sibling of each pinned core idle");

    private static Finding Isolated(MachineFiles files) => KeptFree("isolated cores", files.Read($"{Folder}/online"), List(files, $"{Folder}/isolated"),
        "boot with isolcpus= for the cores that threads are pinned to");

    private static Finding Tickless(MachineFiles files) => KeptFree("tickless cores", files.Read($"{Folder}/online"), List(files, $"{Folder}/nohz_full"),
        "boot with nohz_full= for the same cores, so that the timer does not interrupt them");

    // An empty list reads as null, like a missing file; that the machine has such lists is told by another file of the folder.
    private static Finding KeptFree(string name, string? readable, IReadOnlyList<int>? cores, string advice) => Finding.JudgeReadable(name,
        readable is null ? null : cores is { Count: > 0 } ? string.Join(',', cores) : "none", value => value != "none", advice);

    private static Finding Governor(MachineFiles files) => Finding.JudgeReadable("governor",
        files.Read($"{Folder}/cpu0/cpufreq/scaling_governor"), value => value == "performance",
        "cpupower frequency-set -g performance: another governor changes the clock under a measurement");

    private static IReadOnlyList<int>? List(MachineFiles files, string path) =>
        files.Read(path) is { } text ? LinuxText.ProcessorList(text.Replace("(null)", "")) : null;
}

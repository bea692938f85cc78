using System.Runtime.InteropServices;

namespace Pipeline.Cli.Doctor;

/// <summary>The machine as a whole: system, virtualisation, room on disk.</summary>
internal static class HostProbe
{
    private const long DiskBytesWanted = 20L << 30;
    private const long DiskBytesNeeded = 2L << 30;

    public static IEnumerable<Finding> Look(MachineFiles files, string folder) => [System(files), Virtualisation(files), Disk(folder)];

    private static Finding System(MachineFiles files) => Finding.Judge("system", OperatingSystem.IsLinux(),
        $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, {RuntimeInformation.OSArchitecture}{(files.Read("/sys/kernel/realtime") == "1" ? ", real-time kernel" : "")}",
        "live trading is meant for Linux: pinning and the journal are measured there");

    private static Finding Virtualisation(MachineFiles files)
    {
        var virtualMachine = files.Read("/proc/cpuinfo") is { } text ? IsVirtual(text) : null;
        var container = files.Exists("/.dockerenv") || files.Exists("/run/.containerenv") || files.Read("/proc/1/cgroup")?.Contains("kubepods") == true;
        string? value = virtualMachine switch
        {
            true => container ? "container in a virtual machine" : "virtual machine",
            false => container ? "container" : "bare metal",
            null => null,
        };
        return Finding.JudgeReadable("virtualisation", value, found => found is "bare metal" or "container",
            "a dedicated host: a hypervisor takes the core away for milliseconds, and no figure above the median can be trusted");
    }

    private static bool? IsVirtual(string cpuinfo) =>
        (LinuxText.Field(cpuinfo, "flags") ?? LinuxText.Field(cpuinfo, "Features")) is { } flags ? flags.Split(' ').Contains("hypervisor") : null;

    private static Finding Disk(string folder)
    {
        var bytes = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return Finding.Judge("free disk", bytes >= DiskBytesWanted, $"{LinuxText.Size(bytes)} for {Path.GetFullPath(folder)}",
            "a busy market writes some 10 GiB a day; the journal stops orders when it cannot write",
            bytes < DiskBytesNeeded ? FindingStatus.Fail : FindingStatus.Warn);
    }
}

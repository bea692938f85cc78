namespace Pipeline.Cli.Doctor;

/// <summary>What the machine looks like to a low-latency process, and what to change.</summary>
/// <param name="Findings">In reading order.</param>
public sealed record DoctorReport(IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst status of all.</summary>
    public FindingStatus Worst => Findings.Max(finding => finding.Status);

    /// <summary>Looks at this machine and this process. Takes some milliseconds, changes nothing, never throws for what it cannot read.</summary>
    public static DoctorReport Run() => Run(MachineFiles.OfThisMachine, Environment.CurrentDirectory);

    /// <summary>The same, with the system's files as <paramref name="files"/> shows them and the journal in <paramref name="folder"/>.</summary>
    public static DoctorReport Run(MachineFiles files, string folder) => new(
    [
        .. HostProbe.Look(files, folder),
        .. CpuProbe.Look(files),
        .. ClockProbe.Look(files),
        .. MemoryProbe.Look(files),
        .. RuntimeProbe.Look(),
    ]);
}

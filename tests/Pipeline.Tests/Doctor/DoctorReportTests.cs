using NUnit.Framework;
using Pipeline.Cli.Doctor;

namespace Pipeline.Tests.Doctor;

/// <summary>What is said about machines that are good, bad, or silent.</summary>
public class DoctorReportTests
{
    private static readonly Dictionary<string, string> Tuned = new()
    {
        ["/sys/devices/system/cpu/online"] = "0-15\n",
        ["/proc/self/status"] = "Name:\tpipeline\nCpus_allowed_list:\t0-7\n",
        ["/sys/devices/system/cpu/smt/active"] = "0\n",
        ["/sys/devices/system/cpu/isolated"] = "4-7\n",
        ["/sys/devices/system/cpu/nohz_full"] = "4-7\n",
        ["/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"] = "performance\n",
        ["/sys/devices/system/clocksource/clocksource0/current_clocksource"] = "tsc\n",
        ["/run/chrony/chronyd.pid"] = "311\n",
        ["/sys/kernel/mm/transparent_hugepage/enabled"] = "always [madvise] never\n",
        ["/proc/meminfo"] = "SwapTotal:             0 kB\nHugePages_Total:      64\n",
        ["/proc/self/limits"] = "Max locked memory         unlimited            unlimited            bytes\n",
        ["/proc/cpuinfo"] = "processor\t: 0\nflags\t\t: fpu avx2 avx512f\n",
    };

    private static readonly string[] ReadFromFiles =
    [
        "cores", "hyper-threading", "isolated cores", "tickless cores", "governor", "clock source", "time synchronisation",
        "transparent huge pages", "huge pages", "locked memory limit", "swap", "virtualisation",
    ];

    [Test]
    public void Should_find_nothing_to_do_on_a_tuned_host() =>
        Assert.That(ReadFromFiles.Select(name => Look(Tuned, name)), Is.All.Property("Status").EqualTo(FindingStatus.Ok));

    [TestCase("/proc/self/status", "Cpus_allowed_list:\t0-1", "cores", "2 usable of 16 online")]
    [TestCase("/sys/devices/system/cpu/smt/active", "1", "hyper-threading", "on")]
    [TestCase("/sys/devices/system/cpu/isolated", "\n", "isolated cores", "none")]
    [TestCase("/sys/devices/system/cpu/nohz_full", "(null)", "tickless cores", "none")]
    [TestCase("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave", "governor", "powersave")]
    [TestCase("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet", "clock source", "hpet")]
    [TestCase("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never", "transparent huge pages", "always")]
    [TestCase("/proc/self/limits", "Max locked memory         8388608   8388608   bytes", "locked memory limit", "8 MiB")]
    [TestCase("/proc/meminfo", "SwapTotal: 2097152 kB", "swap", "2.0 GiB")]
    [TestCase("/proc/cpuinfo", "flags\t: fpu hypervisor", "virtualisation", "virtual machine")]
    public void Should_warn_and_say_what_to_do(string path, string text, string name, string value)
    {
        var finding = Look(new Dictionary<string, string>(Tuned) { [path] = text }, name);

        Assert.That((finding.Status, finding.Value), Is.EqualTo((FindingStatus.Warn, value)));
        Assert.That(finding.Advice, Is.Not.Empty);
    }

    [Test]
    public void Should_see_a_container_that_stands_on_bare_metal() =>
        Assert.That(Look(new Dictionary<string, string>(Tuned) { ["/.dockerenv"] = "" }, "virtualisation").Value, Is.EqualTo("container"));

    [Test]
    public void Should_take_an_empty_sign_for_a_clock_that_is_kept()
    {
        var files = new Dictionary<string, string>(Tuned) { ["/run/systemd/timesync/synchronized"] = "" };
        files.Remove("/run/chrony/chronyd.pid");

        Assert.That(Look(files, "time synchronisation").Status, Is.EqualTo(FindingStatus.Ok));
    }

    [Test]
    public void Should_say_so_where_a_system_has_no_such_files()
    {
        var silent = ReadFromFiles.Except(["cores"]).Select(name => Look([], name));

        Assert.That(silent, Is.All.Matches<Finding>(finding => finding is { Status: FindingStatus.Warn, Value: Finding.NotReadable }));
    }

    [Test]
    public void Should_look_at_this_machine_and_give_advice_with_every_complaint()
    {
        var report = DoctorReport.Run();

        Assert.That(report.Findings.Select(finding => finding.Name), Is.Unique.And.SupersetOf(ReadFromFiles));
        Assert.That(report.Findings.Where(finding => (finding.Status == FindingStatus.Ok) != (finding.Advice.Length == 0)), Is.Empty);
        Assert.That(report.Findings.Select(finding => finding.Value), Has.None.Empty);
        Assert.That(report.Worst, Is.EqualTo(report.Findings.Max(finding => finding.Status)));
    }

    private static Finding Look(Dictionary<string, string> files, string name) =>
        DoctorReport.Run(new MachineFiles(path => files.GetValueOrDefault(path)), TestContext.CurrentContext.WorkDirectory)
            .Findings.Single(finding => finding.Name == name);
}

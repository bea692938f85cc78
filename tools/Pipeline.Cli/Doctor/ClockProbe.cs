using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Cli.Doctor;

/// <summary>Clocks: where time comes from, how fine it is, what reading it costs, who keeps it right.</summary>
internal static class ClockProbe
{
    private const int Rounds = 7;
    private const int ReadsPerRound = 20_000;

    public static IEnumerable<Finding> Look(MachineFiles files) => [Source(files), Resolution(), Cost(), Sync(files)];

    private static Finding Source(MachineFiles files) => Finding.JudgeReadable("clock source",
        files.Read("/sys/devices/system/clocksource/clocksource0/current_clocksource"), value => value is "tsc" or "arch_sys_counter",
        "clocksource=tsc where the host allows it: others leave the processor, or the virtual machine, to read the time");

    private static Finding Resolution()
    {
        var nanos = 1e9 / Stopwatch.Frequency;
        return Finding.Judge("timer resolution", Stopwatch.IsHighResolution && nanos <= 100,
            string.Create(CultureInfo.InvariantCulture, $"{nanos:0.#} ns, {Stopwatch.Frequency} ticks a second"),
            "stage latencies cannot be told apart with a coarser clock", FindingStatus.Fail);
    }

    private static Finding Cost()
    {
        var nanos = MeasureCostNanos();
        return Finding.Judge("cost of a timestamp", nanos < 60, string.Create(CultureInfo.InvariantCulture, $"{nanos:F0} ns"),
            "above 60 ns the read leaves user space: see the clock source");
    }

    private static Finding Sync(MachineFiles files)
    {
        string[] signs = ["/run/chrony/chronyd.pid", "/run/chronyd.pid", "/run/ntpd.pid", "/run/ptp4l.pid", "/run/systemd/timesync/synchronized"];
        var keeper = signs.FirstOrDefault(sign => files.Exists(sign)) is { } found ? Path.GetFileName(Path.ChangeExtension(found, null)) : null;
        return Finding.JudgeReadable("time synchronisation", keeper, _ => true,
            "run chrony against several servers; a clock that drifts makes feed latency a guess and signed requests fail");
    }

    private static double MeasureCostNanos()
    {
        var rounds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var read = 1; read < ReadsPerRound; read++)
            {
                Stopwatch.GetTimestamp();
            }

            rounds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / ReadsPerRound;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }
}

using System.Runtime.InteropServices;
using HdrHistogram;
using Pipeline.Ring;

namespace Pipeline.LatencyLab;

/// <summary>Runs every rate and prints a table with its conditions.</summary>
internal static class LatencyReport
{
    private const double NanosPerMicro = 1000;

    private static readonly double[] Percentiles = [50, 90, 99, 99.9];

    public static void Run(LatencyCommand command, TextWriter output)
    {
        var recording = new LatencyRecording(command.Capture, command.MostMessages);
        output.WriteLine($"planned time of a diff to the decision on its row, microseconds, open loop; {recording.Name}, {recording.Messages.Count} messages a pass");
        output.WriteLine($"{command.Mode}, {CpuAffinity.AllowedCpus.Count} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}; one pass of warming at the first rate");
        output.WriteLine($"{"offered/s",10} {"reached/s",10} {"rows",8} {string.Concat(Percentiles.Select(each => $"{"p" + each,10}"))} {"max",11}");
        LatencyRun.At(recording, command.Rates[0], 1, command.Mode);
        foreach (var rate in command.Rates)
        {
            Print(LatencyRun.At(recording, rate, command.PassesAt(rate, recording.Messages.Count), command.Mode), output);
        }
    }

    private static void Print(LatencyResult result, TextWriter output)
    {
        var micros = Percentiles.Select(each => $"{result.Nanos.GetValueAtPercentile(each) / NanosPerMicro,10:F1}");
        output.WriteLine(
            $"{result.OfferedRate,10} {result.ReachedRate,10:F0} {result.Nanos.TotalCount,8} {string.Concat(micros)} {result.Nanos.GetMaxValue() / NanosPerMicro,11:F1}");
    }
}

using System.Text.Json;
using HdrHistogram;

namespace Pipeline.LatencyLab.Rates;

/// <summary>Runs every rate and prints a table with its conditions.</summary>
internal static class RateReport
{
    private const double NanosPerMicro = 1000;

    private static readonly double[] Percentiles = [50, 90, 99, 99.9];

    public static void Run(LatencyCommand command, TextWriter output)
    {
        var recording = new LatencyRecording(command.Capture, command.MostMessages);
        RateRun.At(recording, command.Rates[0], 1, command.Mode);
        var results = command.Rates.Select(rate => RateRun.At(recording, rate, PassesAt(command, rate, recording), command.Mode));
        if (command.Json)
        {
            PrintJson(command, recording, results, output);
            return;
        }

        output.WriteLine($"planned time of a diff to the verdict on its row, microseconds, open loop; {recording.Name}, {recording.Messages.Count} messages a pass");
        output.WriteLine($"{command.Mode}, {Machine.Describe()}; one pass of warming at the first rate");
        output.WriteLine($"{"offered/s",10} {"reached/s",10} {"rows",8} {string.Concat(Percentiles.Select(each => $"{"p" + each,10}"))} {"max",11}");
        foreach (var result in results)
        {
            Print(result, output);
        }
    }

    /// <summary>How often the recording goes through, so that a rate is held for the seconds asked for.</summary>
    private static int PassesAt(LatencyCommand command, int rate, LatencyRecording recording) =>
        command.Quick ? 1 : (int)Math.Max(1, rate * command.Seconds / recording.Messages.Count);

    private static void Print(RateResult result, TextWriter output)
    {
        var micros = Percentiles.Select(each => $"{result.Nanos.GetValueAtPercentile(each) / NanosPerMicro,10:F1}");
        output.WriteLine(
            $"{result.OfferedRate,10} {result.ReachedRate,10:F0} {result.Nanos.TotalCount,8} {string.Concat(micros)} {result.Nanos.GetMaxValue() / NanosPerMicro,11:F1}");
    }

    private static void PrintJson(LatencyCommand command, LatencyRecording recording, IEnumerable<RateResult> results, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(new
        {
            recording = recording.Name,
            mode = command.Mode.ToString(),
            machine = Machine.Describe(),
            rates = results.Select(each => new
            {
                each.OfferedRate,
                each.ReachedRate,
                rows = each.Nanos.TotalCount,
                planToVerdictNanos = Comparison.Percentiles.Of(each.Nanos),
                max = each.Nanos.GetMaxValue(),
            }),
        }, JsonSerializerOptions.Web));
}

using System.Text.Json;
using Pipeline.LatencyLab.Comparison;

namespace Pipeline.LatencyLab.Flood;

/// <summary>Runs a flood and prints what it left.</summary>
internal static class FloodReport
{
    private const long Second = 1_000_000_000;
    private const double NanosPerMicro = 1e3;
    private const double NanosPerMilli = 1e6;

    /// <summary>Runs it; false where something was lost or grew.</summary>
    public static bool Run(LatencyCommand command, TextWriter output)
    {
        var recording = new LatencyRecording(command.Capture, command.MostMessages);
        var peak = Burst.Worst(recording.ReceiveNanos, Second).Messages;
        var result = new FloodRun(recording, (int)(peak * command.Times), command.Seconds, command.Mode, command.ByLoopback).Run();
        if (command.Json)
        {
            PrintJson(command, recording, peak, result, output);
        }
        else
        {
            Print(command, recording, peak, result, output);
        }

        return result.Faults.Count == 0;
    }

    private static void Print(LatencyCommand command, LatencyRecording recording, int peak, FloodResult result, TextWriter output)
    {
        var (summary, plan) = (result.Summary, result.FromPlan);
        output.WriteLine($"flood: {recording.Name} round and round{(result.LeftOut > 0 ? $" without {result.LeftOut} messages that are damaged or behind its first gap" : "")}, {peak} messages in its worst second, {command.Times} times that: {result.Rate} messages/s for {command.Seconds} s");
        output.WriteLine($"{command.Mode}, {Machine.Describe()}; {(command.ByLoopback ? "by websocket on loopback" : "in memory")}, evenly spaced, no warming");
        output.WriteLine($"in {result.Sent}, through {result.Times.Handled}, counted {summary.Messages}; rows {summary.Rows}, orders {summary.Orders}");
        output.WriteLine($"dead letters {summary.DeadLetters}, gaps {summary.Gaps}, tops that differ from the ticker {summary.BboMismatches} of {summary.BboChecks}");
        output.WriteLine($"planned time to verdict, us: p50 {plan.P50 / NanosPerMicro:F1}, p90 {plan.P90 / NanosPerMicro:F1}, p99 {plan.P99 / NanosPerMicro:F1}, p99.9 {plan.P999 / NanosPerMicro:F1}; at worst {result.Times.MostBehindNanos / NanosPerMilli:F1} ms behind the plan");
        foreach (var (when, memory) in new[] { "after a tenth", "at half", "at the end" }.Zip(result.Memory))
        {
            output.WriteLine($"{when,-14} resident {Mebibytes(memory.ResidentBytes)}, peak {Mebibytes(memory.PeakResidentBytes)}, managed heap {Mebibytes(memory.ManagedBytes)}, {memory.Collections} collections");
        }

        output.WriteLine(result.Faults.Count == 0 ? "nothing lost; memory bounded" : $"DOES NOT HOLD: {string.Join("; ", result.Faults)}");
    }

    private static string Mebibytes(long bytes) => $"{bytes / (double)(1 << 20):F1} MiB";

    private static void PrintJson(LatencyCommand command, LatencyRecording recording, int peak, FloodResult result, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(new
        {
            recording = recording.Name,
            peakMessagesInASecond = peak,
            command.Times,
            result.Rate,
            command.Seconds,
            transport = command.ByLoopback ? Entry.Loopback : Entry.Memory,
            mode = command.Mode.ToString(),
            machine = Machine.Describe(),
            result.Sent,
            result.LeftOut,
            result.Times.Handled,
            result.Summary.Messages,
            result.Summary.Rows,
            result.Summary.Orders,
            result.Summary.DeadLetters,
            result.Summary.Gaps,
            result.Summary.BboChecks,
            result.Summary.BboMismatches,
            planToVerdictNanos = result.FromPlan,
            result.Times.MostBehindNanos,
            result.Memory,
            result.GrowthBytes,
            result.Faults,
        }, JsonSerializerOptions.Web));
}

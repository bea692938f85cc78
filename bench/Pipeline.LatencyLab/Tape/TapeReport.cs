using System.Text.Json;
using Pipeline.Journal;
using Pipeline.LatencyLab.Comparison;
using Pipeline.LatencyLab.Contenders;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Tape;

/// <summary>One load without a tape, with one that is only written, and with one that is flushed as a live session flushes it.</summary>
/// <param name="Load">What was put on it.</param>
/// <param name="None">Without a tape.</param>
/// <param name="Written">With one that the system may keep in memory.</param>
/// <param name="Flushed">With one that is flushed.</param>
internal sealed record TapeFigures(string Load, Standing None, Standing Written, Standing Flushed)
{
    private const double Promised = 1.1;

    /// <summary>How many times as long as without the flushes, counted from the buffer: median of the ratios within the rounds.</summary>
    public Percentiles OfFlushing => Written.BufferAdvantage(Flushed);

    /// <summary>How many times as long as without a tape, of one that is only written.</summary>
    public Percentiles OfWriting => None.BufferAdvantage(Written);

    /// <summary>Whether flushing costs p50 and p90 a tenth at most.</summary>
    public bool IsReached => OfFlushing is { P50: <= Promised, P90: <= Promised };
}

/// <summary>Runs the three in alternating rounds and prints them.</summary>
internal static class TapeReport
{
    private const string FileName = "lab.tape";
    private const int CpusOfDedicatedTape = 3;

    // Longer than any turn: only where the tail starts over, once in 16 MiB, is it flushed.
    private static readonly JournalOptions Unflushed = JournalOptions.Live with { SyncEvery = TimeSpan.FromHours(1), MaxLag = TimeSpan.FromHours(2) };

    /// <summary>Runs it; false where flushing costs more than is promised.</summary>
    public static bool Run(LatencyCommand command, TextWriter output)
    {
        var recording = new LatencyRecording(command.Capture, command.MostMessages);
        var figures = Loads(command, recording).Select(load => Measure(command, recording, load.Name, load.Plan)).ToArray();
        if (command.Json)
        {
            PrintJson(command, recording, figures, output);
        }
        else
        {
            Print(command, recording, figures, output);
        }

        return figures.All(each => each.IsReached);
    }

    private static IEnumerable<(string Name, MessagePlan Plan)> Loads(LatencyCommand command, LatencyRecording recording) => command.Rates.Count == 0
        ? [("the recording's own bursts", MessagePlan.Following(recording.ReceiveNanos, command.Speed, command.Seconds))]
        : command.Rates.Select(rate => ($"{rate} messages/s", MessagePlan.AtRate((int)Math.Min(recording.Messages.Count, rate * command.Seconds), rate)));

    private static TapeFigures Measure(LatencyCommand command, LatencyRecording recording, string load, MessagePlan plan)
    {
        var folder = Directory.CreateDirectory(Path.Combine(command.Tape!, $"lab-{Environment.ProcessId}"));
        try
        {
            return Measure(command, recording, load, plan, Path.Combine(folder.FullName, FileName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TapeFigures Measure(LatencyCommand command, LatencyRecording recording, string load, MessagePlan plan, string path)
    {
        var comparison = new LatencyComparison(
            plan,
            [
                Entry.WithTape("no tape", recording, plan, command.Mode, null),
                Entry.WithTape("tape, written", recording, plan, command.Mode, new TapeUse(path, Unflushed)),
                Entry.WithTape($"tape, flushed every {JournalOptions.Live.SyncEvery.TotalMilliseconds} ms", recording, plan, command.Mode, new TapeUse(path, JournalOptions.Live)),
            ]);
        if (!command.Quick)
        {
            comparison.WarmUp();
        }

        for (var round = 0; round < command.Rounds; round++)
        {
            comparison.Round();
        }

        return new TapeFigures(load, comparison.Standings[0], comparison.Standings[1], comparison.Standings[2]);
    }

    private static void Print(LatencyCommand command, LatencyRecording recording, TapeFigures[] figures, TextWriter output)
    {
        output.WriteLine($"  . {command.Mode}, {Machine.Describe()}");
        output.WriteLine($"  . {recording.Name}; medians of {command.Rounds} alternating rounds; ratios are medians of those within the rounds, from the buffer");
        if (command.Mode == ThreadMode.Dedicated && CpuAffinity.AllowedCpus.Count < CpusOfDedicatedTape)
        {
            output.WriteLine($"  . {CpuAffinity.AllowedCpus.Count} cores for {CpusOfDedicatedTape} threads that never rest or are woken often (feed, stages, journal): they take turns, and that is in the figures");
        }

        foreach (var each in figures)
        {
            output.WriteLine($"{each.Load + ", microseconds",-46} {"rows",6} {ComparisonTable.Heads("buffer")} |{ComparisonTable.Heads("plan")}");
            foreach (var standing in new[] { each.None, each.Written, each.Flushed })
            {
                output.WriteLine($"{standing.Entry.Name,-46} {standing.Rows,6} {ComparisonTable.Micros(standing.FromBuffer)} |{ComparisonTable.Micros(standing.FromPlan)}");
            }

            output.WriteLine($"{"written over none",-53} {Times(each.OfWriting)}");
            output.WriteLine($"{"flushed over written",-53} {Times(each.OfFlushing)}  promised 1.1x at p50 and p90: {(each.IsReached ? "reached" : "NOT REACHED")}");
        }
    }

    // A tenth is what is promised: one more digit than that.
    private static string Times(Percentiles ratios) => string.Concat(ratios.ToArray().Select(each => $"{each,12:F2}x"));

    private static void PrintJson(LatencyCommand command, LatencyRecording recording, TapeFigures[] figures, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(new
        {
            recording = recording.Name,
            mode = command.Mode.ToString(),
            machine = Machine.Describe(),
            rounds = command.Rounds,
            loads = figures.Select(each => new
            {
                each.Load,
                contenders = new[] { each.None, each.Written, each.Flushed }.Select(standing => new { standing.Entry.Name, standing.Rows, standing.FromBuffer, standing.FromPlan }),
                writtenOverNone = each.OfWriting,
                flushedOverWritten = each.OfFlushing,
                each.IsReached,
            }),
        }, JsonSerializerOptions.Web));
}

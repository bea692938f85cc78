using Pipeline.Engine.Replay;

namespace Pipeline.Cli.Output;

/// <summary>Tells what a run of the stages leaves open, live or replayed: a line a reason on standard error, and the exit code.</summary>
internal static class RunVerdict
{
    /// <summary>Writes a line for each defect of the input and each result that is not proved, and returns what the process ends with.</summary>
    public static int Tell(ReplaySummary summary)
    {
        var read = DamageLines.Tell(summary.InputErrors);
        foreach (var doubt in summary.Unproved)
        {
            Console.Error.WriteLine($"pipeline: {doubt}");
        }

        return summary.Unproved.Count > 0 ? ExitCodes.InputDamaged : read;
    }
}

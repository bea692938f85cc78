using Pipeline.Feeds.Capture;

namespace Pipeline.Cli.Output;

/// <summary>Tells what is wrong with an input: one line a defect on standard error, whatever goes to standard output, and the exit code.</summary>
internal static class DamageLines
{
    /// <summary>Writes one line.</summary>
    public static void Write(string defect) => Console.Error.WriteLine($"pipeline: damaged: {defect}");

    /// <summary>What the process ends with where so many lines were written.</summary>
    public static int CodeOf(long defects) => defects > 0 ? ExitCodes.InputDamaged : ExitCodes.Done;

    /// <summary>Writes a line for each and returns what the process ends with.</summary>
    public static int Tell(IEnumerable<string> defects)
    {
        var count = 0L;
        foreach (var defect in defects)
        {
            Write(defect);
            count++;
        }

        return CodeOf(count);
    }

    /// <summary>The same for the errors of a replay's input.</summary>
    public static int Tell(IEnumerable<InputError> errors) => Tell(errors.Select(Text));

    private static string Text(InputError error) =>
        $"{error.File}: {(error.Line > 0 ? $"line {error.Line}, " : "")}byte {error.Offset}: {error.Reason}";
}

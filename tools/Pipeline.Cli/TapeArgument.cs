using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Cli;

/// <summary>A tape that somebody named.</summary>
internal static class TapeArgument
{
    /// <summary><paramref name="path"/>, where a file of a tape lies there: sealed, open, or a folder of segments.</summary>
    /// <exception cref="InputUnusableException">Nothing does; the message says what does.</exception>
    public static string Require(string path)
    {
        InputPath.RequireNoPipe(path);
        return TapeFile.IsTape(path) || TapeRecovery.IsThere(path) ? path : throw new InputUnusableException(InputPath.Describe(path, "name a tape; pipeline tape import makes one of recordings"));
    }

    /// <summary>The same, for what looks at one file: a folder is refused with the tape to name.</summary>
    /// <exception cref="UsageException">It is a folder.</exception>
    public static string RequireFile(string path, string verb)
    {
        if (!Directory.Exists(path))
        {
            return Require(path);
        }

        var tapes = Directory.EnumerateFiles(path).Where(IsNamed).Select(TapeRecovery.TapeOf).Distinct().Order(StringComparer.Ordinal).ToList();
        throw tapes.Count == 0
            ? new InputUnusableException($"{path}: is a folder that holds no tape")
            : new UsageException($"{path}: is a folder, and pipeline tape {verb} takes one tape; type pipeline tape {verb} {tapes[0]}{(tapes.Count > 1 ? $", or another of its {tapes.Count} tapes" : "")}");
    }

    private static bool IsNamed(string path) => TapeRecovery.TapeOf(path).EndsWith(".tape", StringComparison.Ordinal);
}

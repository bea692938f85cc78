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

        var tapes = RequireAll(path);
        throw new UsageException($"{path}: is a folder, and pipeline tape {verb} takes one tape; type pipeline tape {verb} {tapes[0]}{(tapes.Count > 1 ? $", or another of its {tapes.Count} tapes" : "")}");
    }

    /// <summary>The tape, or where <paramref name="path"/> is a folder every tape in it, by name.</summary>
    /// <exception cref="InputUnusableException">There is none.</exception>
    public static IReadOnlyList<string> RequireAll(string path)
    {
        if (!Directory.Exists(path))
        {
            return [Require(path)];
        }

        var tapes = Directory.EnumerateFiles(path).Where(IsNamed).Select(TapeRecovery.TapeOf).Distinct().Order(StringComparer.Ordinal).ToList();
        return tapes.Count > 0 ? tapes : throw new InputUnusableException($"{path}: is a folder that holds no tape");
    }

    private static bool IsNamed(string path) => TapeRecovery.TapeOf(path).EndsWith(".tape", StringComparison.Ordinal);
}

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
}

using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>The beginning of the faulty recording: enough for a book, rows and decisions, and without a fault.</summary>
internal static class SmallRecording
{
    public const int LineCount = 2_500;

    private const int SoundLineCount = 3_700;

    public static IReadOnlyList<string> Lines { get; } = RecordedLines.Read(FaultyRecording.Path).Take(LineCount).ToList();

    /// <summary>All lines of the faulty recording before its first fault: enough for orders too.</summary>
    public static IEnumerable<string> SoundLines => RecordedLines.Read(FaultyRecording.Path).Take(SoundLineCount);

    public static string Text { get; } = string.Concat(Lines.Select(line => line + "\n"));

    /// <summary>The lines with another symbol.</summary>
    public static IEnumerable<string> About(string symbol) => Lines.Select(line => line
        .Replace("BTCUSDT", symbol, StringComparison.Ordinal)
        .Replace("btcusdt", symbol.ToLowerInvariant(), StringComparison.Ordinal));
}

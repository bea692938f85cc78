using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Tests.EndToEnd;

/// <summary>Lines of a recording at other times.</summary>
internal static partial class RecordedTimes
{
    /// <summary>The line as it were received, and happened, so many milliseconds later.</summary>
    public static string Later(string line, long ms)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var received = long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture) + ms * 1_000_000;
        return $"{received}{Times().Replace(line[space..], match => $"{match.Groups[1].Value}{long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + ms}")}";
    }

    [GeneratedRegex("(\"[ET]\":)([0-9]+)")]
    private static partial Regex Times();
}

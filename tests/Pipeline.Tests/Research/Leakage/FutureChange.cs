using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>Changes lines of a recording that were received after a random moment: sizes, prices, trades, order, losses.</summary>
/// <remarks>A calm change keeps the book whole, so that targets have other values; a rough one may break it, so that they have none.</remarks>
internal sealed partial class FutureChange(int seed, bool isRough)
{
    private readonly Random _random = new(seed);

    /// <summary>The changed lines and the moment, UTC nanoseconds.</summary>
    public (List<string> Lines, long Now) Of(IReadOnlyList<string> lines)
    {
        var at = _random.Next(lines.Count / 40, isRough ? lines.Count : lines.Count / 6);
        var now = Time(lines[at]);
        var changed = lines.Where(line => Time(line) <= now).ToList();
        var later = lines.Where(line => Time(line) > now).SelectMany(Change).ToList();
        if (isRough)
        {
            Swap(later);
        }

        changed.AddRange(later);
        return (changed, now);
    }

    private static long Time(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    private IEnumerable<string> Change(string line)
    {
        // Tickers and later snapshots contradict a changed book, and a book that fails its audits is given up.
        if (!isRough && (line.Contains("\"e\":\"bookTicker\"", StringComparison.Ordinal) || line.Contains("lastUpdateId", StringComparison.Ordinal)))
        {
            return [];
        }

        if (isRough && _random.Next(40) == 0)
        {
            return [];
        }

        var text = line.Contains("\"e\":\"depthUpdate\"", StringComparison.Ordinal) ? Level().Replace(line, Depth) : TradeSize().Replace(line, match => $"\"q\":\"{_random.Next(1, 9_000) / 1000m:F3}\"");
        return line.Contains("\"e\":\"trade\"", StringComparison.Ordinal) && _random.Next(4) == 0 ? [text, text] : [text];
    }

    private string Depth(Match match) => _random.Next(isRough ? 5 : 3) switch
    {
        0 => $"[\"{match.Groups[1].Value}\",\"0.000\"]",
        1 => $"[\"{match.Groups[1].Value}\",\"{_random.Next(1, 90_000) / 1000m:F3}\"]",
        2 when isRough => $"[\"{decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + _random.Next(-3, 4) * 0.1m:F2}\",\"{match.Groups[2].Value}\"]",
        _ => match.Value,
    };

    // Another message at the same time: what came when is kept, what it was is not.
    private void Swap(List<string> lines)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            if (_random.Next(30) == 0)
            {
                var (before, after) = (lines[i - 1].Split(' ', 2), lines[i].Split(' ', 2));
                (lines[i - 1], lines[i]) = ($"{before[0]} {after[1]}", $"{after[0]} {before[1]}");
            }
        }
    }

    [GeneratedRegex("\\[\"([0-9.]+)\",\"([0-9.]+)\"\\]")]
    private static partial Regex Level();

    [GeneratedRegex("\"q\":\"[0-9.]+\"")]
    private static partial Regex TradeSize();
}

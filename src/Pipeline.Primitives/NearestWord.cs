namespace Pipeline.Primitives;

/// <summary>Finds what somebody meant who mistyped a word: for messages, never for deciding.</summary>
public static class NearestWord
{
    // A third of a word may be wrong: beyond that the suggestion would be a guess.
    private const int LettersPerMistake = 3;
    private const int ShortestPrefix = 3;

    /// <summary>The known word that is nearest to <paramref name="word"/>, whatever its case; null where none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known) => known
        .Where(each => each != word && IsNear(word, each))
        .OrderBy(each => Distance(word, each)).ThenBy(each => each, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>`; did you mean X?` with a form around the nearest word, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known, string prefix = "") =>
        Of(word, known) is { } nearest ? $"; did you mean {prefix}{nearest}?" : "";

    /// <summary>`a`, `a or b`, `a, b or c`.</summary>
    public static string Either(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static bool IsNear(string word, string known) =>
        Distance(word, known) <= Math.Max(1, Math.Min(word.Length, known.Length) / LettersPerMistake)
        || (word.Length >= ShortestPrefix && known.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Letters to add, drop, change or swap with their neighbour.</summary>
    private static int Distance(string first, string second)
    {
        var (before, last, row) = (new int[second.Length + 1], new int[second.Length + 1], new int[second.Length + 1]);
        for (var j = 0; j <= second.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= first.Length; i++)
        {
            (before, last, row) = (last, row, before);
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var changed = last[j - 1] + (Same(first[i - 1], second[j - 1]) ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, changed);
                if (i > 1 && j > 1 && Same(first[i - 1], second[j - 2]) && Same(first[i - 2], second[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return row[second.Length];
    }

    private static bool Same(char first, char second) => char.ToUpperInvariant(first) == char.ToUpperInvariant(second);
}

using System.Globalization;

namespace Pipeline.Cli.Output;

/// <summary>Prints rows whole: as a table where it fits, else every row as a record of lines, a column each.</summary>
public static class SqlText
{
    private const string Between = "  ";

    /// <summary>Writes rows of <paramref name="names"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="names">Names of the columns.</param>
    /// <param name="rows">Values as text.</param>
    /// <param name="width">Columns of the terminal, or null where there is none: a table may then be as wide as it is.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> names, IReadOnlyList<string[]> rows, int? width)
    {
        var shown = rows.Select(row => Array.ConvertAll(row, OneLine)).ToList();
        var widths = names.Select((name, column) => shown.Select(row => Cells(row[column])).Append(Cells(name)).Max()).ToArray();
        if (width is { } most && widths.Sum() + Between.Length * (widths.Length - 1) > most)
        {
            WriteRecords(output, names, shown);
        }
        else
        {
            WriteTable(output, names, shown, widths);
        }
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<string> names, List<string[]> rows, int[] widths)
    {
        WriteLine(output, names, widths);
        WriteLine(output, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in rows)
        {
            WriteLine(output, row, widths);
        }
    }

    private static void WriteLine(TextWriter output, IReadOnlyList<string> values, int[] widths) =>
        output.WriteLine(string.Join(Between, values.Select((value, column) => value + new string(' ', widths[column] - Cells(value)))).TrimEnd());

    private static void WriteRecords(TextWriter output, IReadOnlyList<string> names, List<string[]> rows)
    {
        var longest = names.Max(Cells);
        for (var row = 0; row < rows.Count; row++)
        {
            output.WriteLine($"-- row {row + 1}");
            for (var column = 0; column < names.Count; column++)
            {
                output.WriteLine($"{names[column]}{new string(' ', longest - Cells(names[column]))}{Between}{rows[row][column]}".TrimEnd());
            }
        }

        output.WriteLine($"({rows.Count.ToString(CultureInfo.InvariantCulture)} rows; a table of them is wider than the terminal)");
    }

    // A value that has lines of its own would end a row in its middle.
    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\n', '\r', '\t') < 0
        ? text
        : text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static int Cells(string text) => new StringInfo(text).LengthInTextElements;
}

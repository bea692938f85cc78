using System.Globalization;
using System.Text;
using Pipeline.Primitives;

namespace Pipeline.Risk;

/// <summary>The text of a latch file: four named lines and a checksum over them.</summary>
internal static class LatchText
{
    private const string Head = "pipeline-latch 1";
    private const int Lines = 6;

    public static string Write(LatchEntry entry)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{Head}\nstate {entry.State}\nby {OneLine(entry.By)}\nreason {OneLine(entry.Reason)}\nnanos {entry.Nanos}\n");
        return $"{body}checksum {Checksum(body)}\n";
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null and a problem where one character differs.</summary>
    public static LatchEntry? Read(string text, out string problem)
    {
        var lines = text.Split('\n');
        var bodyLength = text.LastIndexOf("checksum ", StringComparison.Ordinal);
        problem = bodyLength < 0 || lines.Length != Lines + 1 || lines[0] != Head || lines[Lines].Length != 0 ? "it is no latch file"
            : text[bodyLength..] != $"checksum {Checksum(text[..bodyLength])}\n" ? "its checksum does not match"
            : "";
        return problem.Length == 0 ? ReadBody(lines, ref problem) : null;
    }

    /// <summary>Line ends and control characters would let a reason forge a line of the file or of the audit.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();

    private static LatchEntry? ReadBody(string[] lines, ref string problem)
    {
        if (Value(lines[1], "state ") is { } state && Value(lines[2], "by ") is { } by && Value(lines[3], "reason ") is { } reason
            && Value(lines[4], "nanos ") is { } nanos && Enum.TryParse<LatchState>(state, out var parsed) && Enum.IsDefined(parsed)
            && long.TryParse(nanos, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var when))
        {
            return new LatchEntry(parsed, by, reason, when);
        }

        problem = "a line of it is not what it should be";
        return null;
    }

    private static string? Value(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : null;

    private static string Checksum(string body)
    {
        var hash = new RunningHash();
        hash.Add(new ReadOnlySpan<byte>(Encoding.UTF8.GetBytes(body)));
        return hash.Value.ToString("x16", CultureInfo.InvariantCulture);
    }
}

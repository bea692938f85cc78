using System.Globalization;

namespace Pipeline.Cli.Doctor;

/// <summary>Reads what the kernel writes. Pure; text that has another form gives null.</summary>
public static class LinuxText
{
    /// <summary>The processors of a list such as `0-3,8`; an empty list has none.</summary>
    public static IReadOnlyList<int>? ProcessorList(string text)
    {
        var processors = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryInt(ends[0], out var first) || !TryInt(ends[^1], out var last) || last < first)
            {
                return null;
            }

            processors.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return processors;
    }

    /// <summary>The chosen word of `always [madvise] never`.</summary>
    public static string? Chosen(string text)
    {
        var open = text.IndexOf('[');
        var close = text.IndexOf(']');
        return open >= 0 && close > open ? text[(open + 1)..close] : null;
    }

    /// <summary>The value behind `name:` in a file of such lines.</summary>
    public static string? Field(string text, string name) => text.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.AsSpan(name.Length).TrimStart().StartsWith(":"))
        .Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault();

    /// <summary>The bytes of a field such as `SwapTotal:  2097148 kB`.</summary>
    public static long? FieldBytes(string text, string name) =>
        Field(text, name)?.Split(' ') is [var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;

    /// <summary>The soft limit in bytes of a line of `/proc/self/limits`; <see cref="long.MaxValue"/> where there is none.</summary>
    public static long? SoftLimit(string text, string name)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() switch
        {
            null => null,
            "unlimited" => long.MaxValue,
            var number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null,
        };
    }

    /// <summary>Bytes as a reader says them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        long.MaxValue => "unlimited",
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
        >= 1L << 20 => $"{bytes >> 20} MiB",
        _ => $"{bytes >> 10} KiB",
    };

    private static bool TryInt(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

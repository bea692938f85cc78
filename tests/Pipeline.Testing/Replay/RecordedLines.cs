using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Testing.Replay;

/// <summary>Lines of recordings, read and packed by the framework alone.</summary>
public static partial class RecordedLines
{
    /// <summary>All lines of a gzip file.</summary>
    public static List<string> Read(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<string>();
        while (text.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The lines of a generated recording without its first, the mark of generated data: parts of it would not carry it.</summary>
    public static IEnumerable<string> ReadUnmarked(string path) => Read(path).Skip(1);

    /// <summary>The text as one gzip member.</summary>
    public static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    /// <summary>Whether the line is a depth diff of the full stream.</summary>
    public static bool IsDiff(string line) => line.Contains("\"e\":\"depthUpdate\"", StringComparison.Ordinal) && DiffStream().IsMatch(line);

    /// <summary>Whether the line is a REST snapshot.</summary>
    public static bool IsSnapshot(string line) => line.Contains("lastUpdateId", StringComparison.Ordinal);

    /// <summary>Id `u`, `U` or `pu` of a diff.</summary>
    public static long Id(string line, string name) =>
        long.Parse(Regex.Match(line, $"\"{name}\":([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("\"stream\":\"[a-z0-9_]+@depth(@[0-9]+ms)?\"")]
    private static partial Regex DiffStream();
}

using System.Text;

namespace Pipeline.Feeds.Capture;

/// <summary>Files of other tools, known by their first bytes, each with what to do so that it can be read.</summary>
internal static class ForeignFormat
{
    /// <summary>What a usable line looks like, for messages.</summary>
    public const string Expected = "a recording has lines `<receive time> <json>`, the time in nanoseconds or microseconds since 1970 UTC";

    /// <summary>Stands for the file in what <see cref="Recognize"/> says.</summary>
    public const string Place = "FILE";

    /// <summary>Enough of a file's beginning for <see cref="Recognize"/>.</summary>
    public const int HeadBytes = 512;

    /// <summary>What the file is and what to do, or null where its first bytes belong to no format known here.</summary>
    /// <param name="head">The first bytes, unpacked where the packing is one that is read.</param>
    public static string? Recognize(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        return head switch
        {
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "packed with xz; unpack it with xz -d, or repack it with zstd",
            [0x04, 0x22, 0x4d, 0x18, ..] => "packed with lz4; unpack it with lz4 -d, or repack it with zstd",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "packed with bzip2; unpack it with bzip2 -d, or repack it with zstd",
            [(byte)'P', (byte)'K', 3, 4, ..] => Archive(head),
            [(byte)'D', (byte)'B', (byte)'N', ..] => $"a Databento file (DBN); write its messages as lines of text: {Expected}",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file; recordings are text: a folder of such files that `pipeline load` wrote is named parquet:FOLDER",
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => "UTF-16 text; convert it with iconv -f UTF-16 -t UTF-8",
            _ when head.Length > 12 && head[8..].StartsWith("DUCK"u8) => $"a DuckDB database; did you mean duckdb:{Place}?",
            _ when text.StartsWith("exchange,symbol,timestamp,local_timestamp"u8) => Csv("a Tardis CSV file", "local_timestamp"),
            _ when IsHeaderWith(text, "receipt_timestamp"u8) => Csv("a cryptofeed CSV file", "receipt_timestamp"),
            _ => null,
        };
    }

    /// <summary>What is wrong with a line that is no line of a recording.</summary>
    public static string Explain(ReadOnlySpan<byte> line)
    {
        if (IsIsoTime(line))
        {
            return "its lines start with a time as text, as Tardis' raw feeds have them; write that time as nanoseconds since 1970 UTC in front of each message";
        }

        var digits = 0;
        while (digits < line.Length && (uint)(line[digits] - '0') <= 9)
        {
            digits++;
        }

        var next = digits < line.Length ? (char)line[digits] : ' ';
        return (digits, next) switch
        {
            (0, '{' or '[') => "its first line is JSON without a receive time in front",
            (10, '.') or (10, ' ') => "its first line starts with a time in seconds",
            (13, ' ' or '.') => "its first line starts with a time in milliseconds",
            ( > 13, ',' or '\t' or ';') => "its first line has no blank between receive time and message",
            _ => $"its first line is '{Shown(line)}'",
        };
    }

    private static string Archive(ReadOnlySpan<byte> head)
    {
        var name = NameOfFirstEntry(head);
        return name switch
        {
            _ when name.EndsWith(".npy", StringComparison.Ordinal) => $"a NumPy archive (hftbacktest .npz); write its events as lines of text: {Expected}",
            _ when name.EndsWith(".csv", StringComparison.Ordinal) =>
                $"a zip archive of {name}, as Binance's public data has them; such files hold no receive times and no diffs: record the streams instead (`pipeline record`)",
            _ => $"a zip archive (its first file is {name}); unpack it first",
        };
    }

    // A local file header: the length of the name stands at byte 26, the name at byte 30.
    private static string NameOfFirstEntry(ReadOnlySpan<byte> head)
    {
        const int Fixed = 30;
        if (head.Length < Fixed)
        {
            return "unknown";
        }

        var length = Math.Min(head[26] | (head[27] << 8), head.Length - Fixed);
        return Encoding.UTF8.GetString(head.Slice(Fixed, length));
    }

    private static string Csv(string what, string time) =>
        $"{what}; `pipeline` reads the venue's own messages: write them as lines of text ({Expected}); here the receive time is {time}";

    private static bool IsHeaderWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> column)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        return line.IndexOf((byte)',') > 0 && line.IndexOf(column) >= 0 && line.IndexOf((byte)'{') < 0;
    }

    private static bool IsIsoTime(ReadOnlySpan<byte> text) =>
        text.Length > 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && (uint)(text[0] - '0') <= 9;

    private static string Shown(ReadOnlySpan<byte> line)
    {
        const int Most = 40;
        var text = Encoding.UTF8.GetString(line.Length > Most ? line[..Most] : line);
        return string.Concat(text.Select(each => char.IsControl(each) ? '?' : each)) + (line.Length > Most ? "..." : "");
    }
}

using System.Buffers.Binary;
using Pipeline.Feeds.Capture;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Tells a database's file from any other by its first bytes.</summary>
/// <remarks>
/// DuckDB opens a file of rows (CSV, JSON, Parquet) as a view in memory: what is then written is gone when it closes, without a word.
/// </remarks>
internal static class DatabaseFile
{
    private const int MarkAt = 8;
    private const int HeadBytes = 16;
    private const uint Zstandard = 0xFD2FB528;
    private const ushort Gzip = 0x8B1F;

    /// <summary>Refuses a file that is there, is not empty, and is no database. A new one becomes a database; of an empty one the database speaks.</summary>
    public static void Require(string path)
    {
        if (Read(path) is { Length: > 0 } head && !IsDatabase(head))
        {
            throw new InputUnusableException($"{path}: cannot be opened as a DuckDB database: it is {Describe(head)}; name another file, or a new one");
        }
    }

    private static bool IsDatabase(ReadOnlySpan<byte> head) => head.Length > MarkAt && head[MarkAt..].StartsWith("DUCK"u8);

    // Without a share of its own: a lock of the system's that the database holds stays as it is.
    private static byte[] Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var head = new byte[HeadBytes];
            return head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read the database refuses itself, and says why.
            return [];
        }
    }

    private static string Describe(ReadOnlySpan<byte> head) =>
        head.StartsWith("PAR1"u8) ? "a Parquet file"
        : head.StartsWith("SQLite format"u8) ? "a SQLite database"
        : head.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(head) == Zstandard ? "a file packed with zstd"
        : head.Length >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(head) == Gzip ? "a file packed with gzip"
        : head[0] is (byte)'{' or (byte)'[' ? "a JSON file"
        : head.ContainsAnyInRange((byte)0, (byte)8) ? "a file of another kind"
        : "a text, such as CSV";
}

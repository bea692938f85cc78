using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Warehouse.Reading;

/// <summary>A file that rows come from, named so that it is known again wherever it lies.</summary>
/// <param name="Key">Short name: what rows carry. The first 63 bits of <paramref name="FileId"/>.</param>
/// <param name="FileId">A tape's own id; for a recording the hash of its unpacked bytes and of the file that it continues. Hexadecimal.</param>
/// <param name="ContentHash">SHA-256 of its bytes, of a recording unpacked: however that is packed, it is the same file. Hexadecimal.</param>
/// <param name="Path">Where it was read.</param>
/// <param name="Previous">Short name of the file of the same stream before it, or null.</param>
public sealed record SourceFile(long Key, string FileId, string ContentHash, string Path, long? Previous)
{
    private const int IdBytes = 16;

    /// <summary>A tape, by its segments, with the id that the header of the first holds.</summary>
    public static SourceFile OfTape(IReadOnlyList<string> segments, Guid fileId)
    {
        var id = fileId.ToByteArray(bigEndian: true);
        return new SourceFile(KeyOf(id), Convert.ToHexStringLower(id), HashOf(segments), segments[0], null);
    }

    /// <summary>A recording that continues <paramref name="previous"/>: the same bytes after another file are another stretch of a stream.</summary>
    public static SourceFile OfRecording(string path, SourceFile? previous)
    {
        var content = CaptureContent.HashOf(path);
        var id = SHA256.HashData(Encoding.ASCII.GetBytes($"{content}|{previous?.FileId}")).AsSpan(0, IdBytes);
        return new SourceFile(KeyOf(id), Convert.ToHexStringLower(id), content, path, previous?.Key);
    }

    /// <summary>SHA-256 of what a file says: of a tape as it lies, with the segments that follow it, of a recording unpacked.</summary>
    public static string ContentOf(string path) => !TapeFile.IsTape(path) ? CaptureContent.HashOf(path)
        : HashOf(Directory.Exists(path) ? TapeFolder.TapesAt(path).SelectMany(tape => tape) : TapeFolder.TapeFrom(path));

    /// <summary>SHA-256 of a file's bytes as they lie: how earlier versions knew a recording.</summary>
    internal static string PackedHashOf(string path) => HashOf([path]);

    private static long KeyOf(ReadOnlySpan<byte> id) => (long)(BinaryPrimitives.ReadUInt64BigEndian(id) >> 1);

    private static string HashOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            var buffer = new byte[1 << 20];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Buffers.Binary;
using Pipeline.Journal.Envelope;

namespace Pipeline.Journal;

/// <summary>Tells a tape from any other file by its first bytes.</summary>
public static class TapeFile
{
    /// <summary>Whether <paramref name="pathOrFolder"/> starts as a tape does, or is a folder in which a file does.</summary>
    public static bool IsTape(string pathOrFolder) => Directory.Exists(pathOrFolder)
        ? Directory.EnumerateFiles(pathOrFolder).Any(StartsAsTape)
        : File.Exists(pathOrFolder) && StartsAsTape(pathOrFolder);

    private static bool StartsAsTape(string path)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && BinaryPrimitives.ReadUInt64LittleEndian(start) == TapeFormat.FileMagic;
    }
}

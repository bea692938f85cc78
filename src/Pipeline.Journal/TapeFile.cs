using System.Buffers.Binary;
using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal;

/// <summary>Tells a tape from any other file by the magic of either header.</summary>
public static class TapeFile
{
    // The second header stands behind the first, which holds some sixty instruments to a page.
    private const int HeadersLookedAt = 8;

    /// <summary>Whether <paramref name="pathOrFolder"/> starts as a tape does, or is a folder in which a file does.</summary>
    public static bool IsTape(string pathOrFolder) => Directory.Exists(pathOrFolder)
        ? Directory.EnumerateFiles(pathOrFolder).Any(StartsAsTape)
        : File.Exists(pathOrFolder) && StartsAsTape(pathOrFolder);

    // What is read from a pipe is gone, and opening one may wait for ever.
    private static bool StartsAsTape(string path)
    {
        if (FileIdentity.IsPipe(path))
        {
            return false;
        }

        var start = new byte[(HeadersLookedAt * TapeFormat.FileHeaderUnitBytes) + sizeof(ulong)];
        using var file = File.OpenRead(path);
        var bytes = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        for (var at = 0; at + sizeof(ulong) <= bytes.Length; at += TapeFormat.FileHeaderUnitBytes)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) == TapeFormat.FileMagic)
            {
                return true;
            }
        }

        return false;
    }
}

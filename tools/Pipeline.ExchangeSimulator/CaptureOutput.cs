using System.IO.Compression;
using ZstdSharp;

namespace Pipeline.ExchangeSimulator;

/// <summary>Where a recording is written, packed as its name says.</summary>
internal static class CaptureOutput
{
    private const int FastZstdLevel = 3;
    private const int SmallestZstdLevel = 19;

    /// <summary>Creates <paramref name="path"/>, packed as <paramref name="name"/> ends, and quickly: days are long.</summary>
    public static Stream Create(string path, string name) => Create(path, name, CompressionLevel.Fastest, FastZstdLevel);

    /// <summary>Creates <paramref name="path"/>, packed as it ends, for a file that a repository keeps.</summary>
    public static Stream CreateSmallest(string path) => Create(path, path, CompressionLevel.SmallestSize, SmallestZstdLevel);

    private static Stream Create(string path, string name, CompressionLevel gzipLevel, int zstdLevel)
    {
        var file = File.Create(path);
        return Path.GetExtension(name) switch
        {
            ".gz" => new GZipStream(file, gzipLevel),
            ".zst" => new CompressionStream(file, zstdLevel, leaveOpen: false),
            _ => file,
        };
    }
}

using System.IO.Compression;
using ZstdSharp;

namespace Pipeline.ExchangeSimulator;

/// <summary>Where a recording is written, packed as its name says.</summary>
internal static class CaptureOutput
{
    private const int ZstdLevel = 3;

    /// <summary>Creates <paramref name="path"/>, packed as <paramref name="name"/> ends.</summary>
    public static Stream Create(string path, string name)
    {
        var file = File.Create(path);
        return Path.GetExtension(name) switch
        {
            ".gz" => new GZipStream(file, CompressionLevel.Fastest),
            ".zst" => new CompressionStream(file, ZstdLevel, leaveOpen: false),
            _ => file,
        };
    }
}

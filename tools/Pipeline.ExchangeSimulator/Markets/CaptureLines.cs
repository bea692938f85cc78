using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Pipeline.ExchangeSimulator;

/// <summary>The lines of a capture, plain, gzip or zstd by its first bytes. Damage ends it: what came before it is the market.</summary>
internal static class CaptureLines
{
    public static IEnumerable<string> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = Unpack(file);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        while (ReadLine(reader) is { } line)
        {
            yield return line;
        }
    }

    private static string? ReadLine(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            return null;
        }
    }

    private static Stream Unpack(FileStream file)
    {
        var magic = new byte[4];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return magic.AsSpan(0, length) switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(file, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd] => new DecompressionStream(file),
            _ => file,
        };
    }
}

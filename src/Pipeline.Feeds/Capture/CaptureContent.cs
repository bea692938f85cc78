using System.Security.Cryptography;
using ZstdSharp;

namespace Pipeline.Feeds.Capture;

/// <summary>What a recording says, however it is packed.</summary>
public static class CaptureContent
{
    private const int BufferBytes = 1 << 20;

    /// <summary>SHA-256 of a recording's unpacked bytes, hexadecimal: the same for its text and for every packing of that. Of a damaged one, of all that can be unpacked.</summary>
    /// <exception cref="InputUnusableException">It cannot be opened.</exception>
    public static string HashOf(string file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var text = CaptureReader.OpenText(file);
        var buffer = new byte[BufferBytes];
        try
        {
            for (int read; (read = text.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            // Whoever reads its lines tells of the damage.
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

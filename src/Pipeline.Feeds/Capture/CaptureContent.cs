using System.Security.Cryptography;

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
        while (TryRead(text, buffer, out var read))
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool TryRead(Stream text, byte[] buffer, out int read)
    {
        try
        {
            read = text.Read(buffer);
            return read > 0;
        }
        catch (InvalidDataException)
        {
            // Whoever reads its lines tells of the damage.
            read = 0;
            return false;
        }
    }
}

using System.Security.Cryptography;

namespace Pipeline.Research.DataSets;

/// <summary>SHA-256 of a file, or of a folder's files in order of their names: the content hash that sessions carry.</summary>
public static class FileHash
{
    /// <summary>The hash in hexadecimal, or null where nothing lies at <paramref name="path"/>.</summary>
    public static string? Of(string path)
    {
        if (File.Exists(path))
        {
            return Hash([path]);
        }

        return Directory.Exists(path) ? Hash(Directory.GetFiles(path).Order(StringComparer.Ordinal)) : null;
    }

    private static string Hash(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Text;

namespace Pipeline.Primitives;

/// <summary>Writes a file that has its name only when it is whole.</summary>
public static class WholeFile
{
    /// <summary>A name beside <paramref name="path"/> that no other file has, for what is not whole yet.</summary>
    public static string PartOf(string path) => $"{path}.{Guid.NewGuid():N}.part";

    /// <summary>Writes <paramref name="text"/> in the place of an earlier file.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; nothing is left behind, and an earlier file is as it was.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes <paramref name="bytes"/> in the place of an earlier file.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; nothing is left behind, and an earlier file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var part = PartOf(path);
        var content = bytes.ToArray();
        OutputFailedException.Guard(path, () =>
        {
            try
            {
                File.WriteAllBytes(part, content);
                File.Move(part, path, overwrite: true);
                return true;
            }
            finally
            {
                File.Delete(part);
            }
        });
    }
}

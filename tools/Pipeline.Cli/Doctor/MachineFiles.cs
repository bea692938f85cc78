namespace Pipeline.Cli.Doctor;

/// <summary>The small files in which a Linux kernel tells about itself. Elsewhere they are not there.</summary>
public sealed class MachineFiles(Func<string, string?> read)
{
    /// <summary>The files of the machine that this runs on.</summary>
    public static MachineFiles OfThisMachine { get; } = new(ReadIfThere);

    /// <summary>The trimmed text, or null where the file is not there, is empty, or may not be read.</summary>
    public string? Read(string path) => read(path)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Whether the file is there, be it empty.</summary>
    public bool Exists(string path) => read(path) is not null;

    private static string? ReadIfThere(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

namespace Pipeline.Testing.Replay;

/// <summary>A folder of one test, which goes with this object.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("pipeline-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file of lines, each ended by a newline, and returns its path.</summary>
    public string WriteLines(string name, IEnumerable<string> lines)
    {
        System.IO.File.WriteAllText(File(name), string.Concat(lines.Select(line => line + "\n")));
        return File(name);
    }

    /// <summary>Writes a file of bytes and returns its path.</summary>
    public string WriteBytes(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}

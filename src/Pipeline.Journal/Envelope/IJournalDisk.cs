namespace Pipeline.Journal;

/// <summary>The few things that a journal asks of a file system, so that tests can make each of them fail.</summary>
/// <remarks>Any member may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</remarks>
public interface IJournalDisk
{
    /// <summary>Creates or replaces a file and sets <paramref name="preallocatedBytes"/> aside for it (0: none).</summary>
    IJournalFile Create(string path, long preallocatedBytes);

    /// <summary>Opens a file for reading.</summary>
    IJournalFile OpenRead(string path);

    /// <summary>Whether the file is there.</summary>
    bool Exists(string path);

    /// <summary>The files of a folder, sorted by name; empty where it is not a folder.</summary>
    IReadOnlyList<string> FilesOf(string folder);

    /// <summary>Gives a file another name in the same folder; a file of that name is replaced.</summary>
    void Rename(string path, string newPath);

    /// <summary>Deletes a file.</summary>
    void Delete(string path);

    /// <summary>Makes creations, renames and deletions in the folder of <paramref name="path"/> durable.</summary>
    void FlushFolderOf(string path);
}

/// <summary>An open file.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Its length, bytes.</summary>
    long Length { get; }

    /// <summary>Writes at <paramref name="offset"/> and returns how many bytes were taken: at least 1, perhaps not all.</summary>
    int Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Reads at <paramref name="offset"/> and returns how many bytes came: 0 at the end.</summary>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Returns when every byte written so far is on the medium.</summary>
    void Flush();
}

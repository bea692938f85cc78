using Pipeline.Journal;

namespace Pipeline.Tests.Replay.Support;

/// <summary>The file system without waiting for the medium: a tape that a test reads back and deletes need not survive the power.</summary>
internal sealed class UnflushedDisk : IJournalDisk
{
    private readonly PhysicalDisk _disk = PhysicalDisk.Instance;

    public IJournalFile Create(string path, long preallocatedBytes) => new UnflushedFile(_disk.Create(path, preallocatedBytes));

    public IJournalFile OpenRead(string path) => _disk.OpenRead(path);

    public bool Exists(string path) => _disk.Exists(path);

    public IReadOnlyList<string> FilesOf(string folder) => _disk.FilesOf(folder);

    public void Rename(string path, string newPath) => _disk.Rename(path, newPath);

    public void Delete(string path) => _disk.Delete(path);

    public void FlushFolderOf(string path)
    {
    }

    private sealed class UnflushedFile(IJournalFile file) : IJournalFile
    {
        public long Length => file.Length;

        public int Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Flush()
        {
        }

        public void Dispose() => file.Dispose();
    }
}

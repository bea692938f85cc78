using Pipeline.Journal;

namespace Pipeline.Comparisons;

/// <summary>One file in memory: the comparison measures encoding and decoding, not a disk.</summary>
internal sealed class JournalMemoryDisk(int capacity) : IJournalDisk, IJournalFile
{
    private readonly byte[] _bytes = new byte[capacity];
    private bool _isNamed;

    public long Length { get; private set; }

    public IJournalFile Create(string path, long preallocatedBytes)
    {
        Length = 0;
        return this;
    }

    public IJournalFile OpenRead(string path) => this;

    public bool Exists(string path) => _isNamed;

    public IReadOnlyList<string> FilesOf(string folder) => [];

    public void Rename(string path, string newPath) => _isNamed = true;

    public void Delete(string path) => _isNamed = false;

    public void FlushFolderOf(string path) => GC.KeepAlive(path);

    public int Write(ReadOnlySpan<byte> bytes, long offset)
    {
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        Length = Math.Max(Length, offset + bytes.Length);
        return bytes.Length;
    }

    public int Read(Span<byte> bytes, long offset)
    {
        var count = (int)Math.Min(bytes.Length, Length - offset);
        _bytes.AsSpan((int)offset, count).CopyTo(bytes);
        return count;
    }

    public void Flush() => GC.KeepAlive(this);

    public void Dispose() => GC.KeepAlive(this);
}

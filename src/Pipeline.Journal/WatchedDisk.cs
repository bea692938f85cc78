using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Journal;

/// <summary>A disk that says when it keeps its caller waiting: where the thread that waits is the only one, nobody else could.</summary>
/// <remarks>One thread writes at a time. 0 bytes allocated a write.</remarks>
public sealed class WatchedDisk : IJournalDisk, IDisposable
{
    private const int LooksWithinPatience = 4;

    private readonly IJournalDisk _disk;
    private readonly TimeSpan _patience;
    private readonly Action<string> _tell;
    private readonly Timer _timer;
    private string? _waitsFor;
    private long _since;
    private long _told;

    /// <summary>Watches <paramref name="disk"/>; <paramref name="tell"/> is called once for an operation that takes longer than <paramref name="patience"/>, by another thread.</summary>
    public WatchedDisk(IJournalDisk disk, TimeSpan patience, Action<string> tell)
    {
        (_disk, _patience, _tell) = (disk, patience, tell);
        _timer = new Timer(_ => Look(), null, patience / LooksWithinPatience, patience / LooksWithinPatience);
    }

    /// <inheritdoc/>
    public IJournalFile Create(string path, long preallocatedBytes) => During($"creating {path}", () => new WatchedFile(this, _disk.Create(path, preallocatedBytes), path));

    /// <inheritdoc/>
    public IJournalFile OpenRead(string path) => _disk.OpenRead(path);

    /// <inheritdoc/>
    public bool Exists(string path) => _disk.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesOf(string folder) => _disk.FilesOf(folder);

    /// <inheritdoc/>
    public void Rename(string path, string newPath) => During($"renaming {path}", () =>
    {
        _disk.Rename(path, newPath);
        return true;
    });

    /// <inheritdoc/>
    public void Delete(string path) => During($"deleting {path}", () =>
    {
        _disk.Delete(path);
        return true;
    });

    /// <inheritdoc/>
    public void FlushFolderOf(string path) => During($"flushing the folder of {path}", () =>
    {
        _disk.FlushFolderOf(path);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private T During<T>(string what, Func<T> action)
    {
        Begin(what);
        try
        {
            return action();
        }
        finally
        {
            End();
        }
    }

    private void Begin(string what)
    {
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        Volatile.Write(ref _waitsFor, what);
    }

    private void End() => Volatile.Write(ref _waitsFor, null);

    private void Look()
    {
        var what = Volatile.Read(ref _waitsFor);
        var since = Volatile.Read(ref _since);
        if (what is not null && Stopwatch.GetElapsedTime(since) >= _patience && Interlocked.Exchange(ref _told, since) != since)
        {
            _tell(string.Create(CultureInfo.InvariantCulture, $"{what} has taken more than {_patience.TotalSeconds:0.###} s: the disk does not answer, and nothing goes on until it does"));
        }
    }

    private sealed class WatchedFile(WatchedDisk watch, IJournalFile file, string path) : IJournalFile
    {
        private readonly string _writing = $"writing {path}";
        private readonly string _flushing = $"flushing {path}";

        public long Length => file.Length;

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            watch.Begin(_writing);
            try
            {
                return file.Write(bytes, offset);
            }
            finally
            {
                watch.End();
            }
        }

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Flush()
        {
            watch.Begin(_flushing);
            try
            {
                file.Flush();
            }
            finally
            {
                watch.End();
            }
        }

        public void Dispose() => file.Dispose();
    }
}

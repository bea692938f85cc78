using Pipeline.Journal;

namespace Pipeline.Testing.Journal;

/// <summary>A disk in memory that knows what was flushed and what was not, and fails or loses power when told to.</summary>
/// <remarks>Seeded: the same faults and seed give the same disk, where one thread uses it. Any thread may write or flush.</remarks>
public sealed class SimulatedDisk(DiskFaults faults, int seed) : IJournalDisk
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, SimulatedFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedFile> _durableNames = new(StringComparer.Ordinal);
    private readonly List<(string Path, SimulatedFile? File)> _unflushedNames = [];
    private readonly Lock _gate = new();
    private bool _crashed;

    /// <summary>A disk on which nothing fails.</summary>
    public SimulatedDisk()
        : this(DiskFaults.None, seed: 0)
    {
    }

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Called with each operation's number before it is done, on its thread: a slow disk is one that takes its time here.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>Called before each flush, on its thread.</summary>
    public Action? BeforeFlush { get; set; }

    /// <summary>Handles that are open.</summary>
    public int OpenHandles { get; private set; }

    /// <summary>The bytes of a file, to look at or to damage.</summary>
    public byte[] this[string path]
    {
        get => _files[path].ToArray();
        set
        {
            Name(path, new SimulatedFile(value));
            FlushNames();
        }
    }

    /// <inheritdoc/>
    public IJournalFile Create(string path, long preallocatedBytes)
    {
        Operate();
        var file = new SimulatedFile([]);
        file.Preallocate(preallocatedBytes);
        Name(path, file);
        return new Handle(this, file);
    }

    /// <inheritdoc/>
    public IJournalFile OpenRead(string path) =>
        _files.TryGetValue(path, out var file) ? new Handle(this, file) : throw new FileNotFoundException($"no file {path}");

    /// <inheritdoc/>
    public bool Exists(string path) => _files.ContainsKey(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesOf(string folder) =>
        [.. _files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public void Rename(string path, string newPath)
    {
        Operate();
        var file = _files[path];
        Name(newPath, file);
        Name(path, null);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        Operate();
        Name(path, null);
    }

    /// <inheritdoc/>
    public void FlushFolderOf(string path)
    {
        Operate();
        FlushNames();
    }

    /// <summary>The disk that the next process finds after this one was killed: all that was written is there.</summary>
    public SimulatedDisk AfterKill(DiskFaults? faultsThen = null)
    {
        var next = new SimulatedDisk(faultsThen ?? DiskFaults.None, seed);
        foreach (var (name, file) in _files)
        {
            next[name] = file.ToArray();
        }

        return next;
    }

    /// <summary>
    /// The disk after the power went: what was not flushed is there, or not, or half, sector by sector; names that were not
    /// flushed are there up to some point, since file systems keep their order.
    /// </summary>
    public SimulatedDisk AfterPowerLoss()
    {
        var next = new SimulatedDisk();
        foreach (var change in _unflushedNames.Take(_random.Next(_unflushedNames.Count + 1)))
        {
            Apply(_durableNames, change);
        }

        foreach (var (name, file) in _durableNames)
        {
            next[name] = file.AfterPowerLoss(_random);
        }

        return next;
    }

    private static void Apply(SortedDictionary<string, SimulatedFile> names, (string Path, SimulatedFile? File) change)
    {
        if (change.File is null)
        {
            names.Remove(change.Path);
        }
        else
        {
            names[change.Path] = change.File;
        }
    }

    private void Name(string path, SimulatedFile? file)
    {
        Apply(_files, (path, file));
        _unflushedNames.Add((path, file));
    }

    private void FlushNames()
    {
        _unflushedNames.ForEach(change => Apply(_durableNames, change));
        _unflushedNames.Clear();
    }

    private void Operate()
    {
        int operation;
        lock (_gate)
        {
            operation = Operations++;
        }

        Before?.Invoke(operation);
        _crashed |= operation == faults.CrashBefore;
        if (_crashed)
        {
            throw new SimulatedCrash();
        }

        if (Fails(operation))
        {
            throw new IOException("simulated failure", faults.Error);
        }
    }

    private bool Fails(int operation) => faults.FailAt >= 0 && (operation == faults.FailAt || (faults.FailsForEver && operation > faults.FailAt));

    private sealed class Handle : IJournalFile
    {
        private readonly SimulatedDisk _disk;
        private readonly SimulatedFile _file;
        private bool _closed;

        public Handle(SimulatedDisk disk, SimulatedFile file)
        {
            (_disk, _file) = (disk, file);
            _disk.OpenHandles++;
        }

        public long Length => _file.Length;

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            _disk.Operate();
            lock (_disk._gate)
            {
                var taken = _disk.IsShort(bytes.Length) ? _disk._random.Next(1, bytes.Length + 1) : bytes.Length;
                _file.Write(bytes[..taken], offset);
                return taken;
            }
        }

        public int Read(Span<byte> bytes, long offset) => _file.Read(bytes, offset);

        public void Flush()
        {
            _disk.BeforeFlush?.Invoke();
            try
            {
                _disk.Operate();
            }
            catch (IOException)
            {
                // As ext4 does: the pages are marked clean and what they held is gone.
                lock (_disk._gate)
                {
                    _file.DropUnflushed();
                }

                throw;
            }

            lock (_disk._gate)
            {
                if (!_disk.Lies)
                {
                    _file.Flush();
                }
            }
        }

        public void Dispose()
        {
            _disk.OpenHandles -= _closed ? 0 : 1;
            _closed = true;
        }
    }

    private bool Lies => faults.FlushLies;

    private bool IsShort(int bytes) => faults.ShortWrites && bytes > 1 && _random.Next(2) == 0;
}

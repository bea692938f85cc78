using System.Text;
using Pipeline.Primitives;

namespace Pipeline.Risk;

/// <summary>The durable kill latch: a small file that outlives the process. Missing or damaged, it means halted.</summary>
/// <remarks>
/// Any process, one caller at a time in each: changes are made under a lock file, from what the disk holds at that moment.
/// A change is on disk when the call returns (written beside, flushed, renamed, folder flushed), so a cut at any point
/// leaves the old state or the new one. By itself the latch only closes further; <see cref="Resume"/> is a human's act and
/// leaves a line in the audit before it takes effect. It costs file flushes: never call it on the logic thread.
/// </remarks>
public sealed class LatchFile
{
    private readonly string _path;
    private readonly IClock _clock;

    private LatchFile(string path, IClock clock)
    {
        _path = Path.GetFullPath(path);
        _clock = clock;
        Entry = Load();
    }

    /// <summary>The last entry read or written.</summary>
    public LatchEntry Entry { get; private set; }

    /// <summary>How much trading is allowed.</summary>
    public LatchState State => Entry.State;

    /// <summary>Why the file could not be believed, or null where it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where every change is written down, one line each.</summary>
    public string AuditPath => _path + ".audit";

    /// <summary>Reads the latch at <paramref name="path"/>. Nothing is written: a missing file stays missing, and means halted.</summary>
    public static LatchFile Open(string path, IClock clock) => new(path, clock);

    /// <summary>Reads the file again, since another process may have closed the latch further; answers the state now.</summary>
    public LatchState Reload()
    {
        Entry = Load();
        return State;
    }

    /// <summary>Closes the latch as far as <paramref name="state"/>, durably; true where that was further than before.</summary>
    /// <exception cref="IOException">It could not be made durable; in memory it is closed all the same.</exception>
    public bool Escalate(LatchState state, string by, string reason)
    {
        using var guard = Lock();
        Entry = Load();
        if (state <= State && Problem is null)
        {
            return false;
        }

        var closes = state > State;
        Entry = NewEntry(closes ? state : State, by, reason);
        Store(Entry);
        Audit(Entry);
        return closes;
    }

    /// <summary>Opens the latch, durably: the only way down.</summary>
    /// <exception cref="ArgumentException">Nobody, or no reason, is named.</exception>
    /// <exception cref="IOException">It could not be made durable; the latch is as closed as before.</exception>
    public void Resume(string by, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        using var guard = Lock();
        var entry = NewEntry(LatchState.Active, by, reason);
        Audit(entry);
        Store(entry);
        Entry = entry;
        Problem = null;
    }

    private LatchEntry NewEntry(LatchState state, string by, string reason) =>
        new(state, LatchText.OneLine(by), LatchText.OneLine(reason), _clock.UtcNanos);

    private LatchEntry Load()
    {
        try
        {
            var entry = LatchText.Read(File.ReadAllText(_path), out var problem);
            Problem = entry is null ? $"the latch file cannot be believed: {problem}" : null;
            return entry ?? Unbelieved();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception is FileNotFoundException
                ? "there is no latch file yet; pipeline resume makes it"
                : $"the latch file cannot be read: {LatchText.OneLine(exception.Message)}";
            return Unbelieved();
        }
    }

    private LatchEntry Unbelieved() => new(LatchState.Halted, "latch", Problem!, _clock.UtcNanos);

    private void Store(LatchEntry entry)
    {
        var beside = _path + ".new";
        WriteFlushed(beside, FileMode.Create, LatchText.Write(entry));
        File.Move(beside, _path, overwrite: true);
        FolderFlush.Of(_path);
        Problem = null;
    }

    private void Audit(LatchEntry entry)
    {
        var when = DateTimeOffset.UnixEpoch.AddTicks(entry.Nanos / 100);
        WriteFlushed(AuditPath, FileMode.Append, $"{when:yyyy-MM-ddTHH:mm:ss.fffffffZ} {entry.State} by {entry.By}: {entry.Reason}\n");
        FolderFlush.Of(AuditPath);
    }

    private static void WriteFlushed(string path, FileMode mode, string text)
    {
        using var stream = new FileStream(path, mode, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Changes are a few milliseconds long, so whoever finds the lock taken tries again for a while.</summary>
    private FileStream Lock()
    {
        const int Attempts = 1000;
        var wait = new SpinWait();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                wait.SpinOnce();
            }
        }
    }
}

using Pipeline.Primitives;

namespace Pipeline.Journal.Envelope;

/// <summary>A file that is written whole or condemned: short writes are finished, failures are named, none is tried again.</summary>
/// <remarks>
/// Single writer; another thread may flush meanwhile. After a failed flush the kernel may have dropped the data and marked its pages clean, so that a second
/// flush would succeed and mean nothing.
/// </remarks>
internal sealed class JournalOutput : IDisposable
{
    private readonly IJournalFile _file;
    private readonly string _path;
    private JournalFault? _fault;

    /// <summary>Creates the file.</summary>
    /// <exception cref="JournalFaultException">It cannot be.</exception>
    public JournalOutput(IJournalDisk disk, string path, long preallocatedBytes)
    {
        _path = path;
        _file = Guard(JournalFaultKind.Io, path, () => disk.Create(path, preallocatedBytes));
    }

    /// <summary>What condemned the file, or null. Any thread.</summary>
    public JournalFault? Fault => Volatile.Read(ref _fault);

    /// <summary>Runs <paramref name="action"/> and names its failure.</summary>
    public static void Guard(JournalFaultKind kind, string path, Action action) => Guard(kind, path, () =>
    {
        action();
        return true;
    });

    /// <summary>Writes all of <paramref name="bytes"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var taken = _file.Write(bytes, offset);
                bytes = bytes[taken..];
                offset += taken;
            }
        }
        catch (Exception e) when (DiskFailure.IsOne(e))
        {
            throw Condemn(JournalFaultKind.Io, e);
        }
    }

    /// <summary>Returns when all that was written is on the medium.</summary>
    public void Flush()
    {
        try
        {
            _file.Flush();
        }
        catch (Exception e) when (DiskFailure.IsOne(e))
        {
            throw Condemn(JournalFaultKind.FlushFailed, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private JournalFaultException Condemn(JournalFaultKind kind, Exception cause)
    {
        var exception = Faulted(kind, _path, cause);
        Volatile.Write(ref _fault, exception.Fault);
        return exception;
    }

    private static T Guard<T>(JournalFaultKind kind, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (DiskFailure.IsOne(e))
        {
            throw Faulted(kind, path, e);
        }
    }

    private static JournalFaultException Faulted(JournalFaultKind kind, string path, Exception cause)
    {
        var named = DiskFailure.IsNoSpace(cause) ? JournalFaultKind.NoSpace : kind;
        return new JournalFaultException(new JournalFault(named, path, DiskFailure.Describe(cause)), cause);
    }
}

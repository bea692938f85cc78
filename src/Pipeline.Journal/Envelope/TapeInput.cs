using Pipeline.Primitives;

namespace Pipeline.Journal.Envelope;

/// <summary>A file read through one window that moves forward.</summary>
/// <remarks>Single thread. The window grows to what is asked for, and what is asked for has been bounded before.</remarks>
internal sealed class TapeInput : IDisposable
{
    private const int AheadBytes = 128 * 1024;

    private readonly IJournalFile _file;
    private NativeArray<byte> _window = new(AheadBytes);
    private long _start;
    private int _filled;

    /// <summary>Opens <paramref name="path"/>.</summary>
    /// <exception cref="TapeException">It cannot be opened.</exception>
    public TapeInput(IJournalDisk disk, string path)
    {
        Path = path;
        try
        {
            _file = disk.OpenRead(path);
            Length = _file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(0, e);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its length when it was opened.</summary>
    public long Length { get; }

    /// <summary>The <paramref name="count"/> bytes at <paramref name="offset"/>; fewer at the end of the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _filled)
        {
            Fill(offset, count);
        }

        var from = (int)(offset - _start);
        return _window.Slice(from, Math.Min(count, _filled - from));
    }

    /// <summary>Where <paramref name="pattern"/> next stands, from <paramref name="offset"/> on, or -1. At any byte: behind bytes that went missing no sector is where it was.</summary>
    public long Find(ReadOnlySpan<byte> pattern, long offset)
    {
        while (offset + pattern.Length <= Length)
        {
            var bytes = Read(offset, AheadBytes);
            var at = bytes.IndexOf(pattern);
            if (at >= 0)
            {
                return offset + at;
            }

            offset += Math.Max(bytes.Length - pattern.Length + 1, 1);
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _window.Dispose();
    }

    private void Fill(long offset, int count)
    {
        if (count > _window.Length)
        {
            _window.Dispose();
            _window = new NativeArray<byte>(count + AheadBytes);
        }

        _start = offset;
        _filled = 0;
        try
        {
            var window = _window.Span;
            for (var taken = -1; taken != 0 && _filled < window.Length; _filled += taken)
            {
                taken = _file.Read(window[_filled..], offset + _filled);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(offset, e);
        }
    }

    private TapeException Unreadable(long offset, Exception cause) =>
        new(new TapeDefect(Path, offset, TapeFault.Unreadable, IsTornTail: false), cause);
}

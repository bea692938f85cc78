namespace Pipeline.Feeds.Capture;

/// <summary>Reads recordings, plain, gzip, zstd or standard input, one after the other, as one stream of lines.</summary>
/// <remarks>
/// Single thread. A line costs no allocation; opening a file and refilling the buffer may, and <see cref="AllocatedBytes"/>
/// counts it. A damaged file gives every whole line before the damage, an <see cref="InputError"/>, and then the next file.
/// </remarks>
public sealed class CaptureReader : IDisposable
{
    /// <summary>The longest line that is read; a longer one is passed over and listed.</summary>
    public const int MaxLineBytes = 16 * 1024 * 1024;

    private const int MagicBytes = 4;

    private const int NewlineBytes = 2;

    private readonly IReadOnlyList<string> _files;
    private readonly byte[]? _text;
    private readonly CancellationToken _cancellation;
    private readonly List<InputError> _errors = [];
    private byte[] _buffer = new byte[1024 * 1024];
    private Stream? _stream;
    private int _file = -1;
    private int _start;
    private int _end;
    private int _scanned;
    private int _lineStart;
    private int _lineBytes;
    private int _textStart;
    private long _receiveNanos;
    private bool _hasReceiveTime;
    private long _bufferOffset;
    private long _line;
    private long _fileBytes;
    private long _finishedBytes;
    private FileStream? _fileStream;
    private bool _ended;
    private bool _skipping;
    private bool _isFirstRead;

    /// <summary>Takes the files in the order given; `-` is standard input. Nothing is opened yet.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends waiting for standard input.</param>
    /// <exception cref="InputUnusableException">A file is missing or a directory, or none is named.</exception>
    public CaptureReader(IReadOnlyList<string> files, CancellationToken cancellation = default)
    {
        (_files, _cancellation) = (files, cancellation);
        foreach (var file in files)
        {
            RequireFile(file);
        }

        TotalBytes = files.Sum(file => file == "-" ? 0 : new FileInfo(file).Length);
    }

    private CaptureReader(byte[] text)
    {
        _files = ["memory"];
        _text = text;
        TotalBytes = text.Length;
    }

    /// <summary>Reads a recording, packed or plain, that is in memory already.</summary>
    public static CaptureReader FromText(byte[] text) => new(text);

    /// <summary>Damage found so far.</summary>
    public IReadOnlyList<InputError> Errors => _errors;

    /// <summary>Bytes of all files as they lie on disk; standard input counts as 0.</summary>
    public long TotalBytes { get; }

    /// <summary>Bytes of the files read so far, as they lie on disk. Any thread may look.</summary>
    public long FileBytes => Volatile.Read(ref _fileBytes);

    /// <summary>Bytes allocated by opening and refilling, on the reading thread.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>The name of input <paramref name="source"/>.</summary>
    public string FileName(int source) => _files[source];

    /// <summary>The next line that is not blank; false at the end of the last file.</summary>
    public bool TryReadLine(out CaptureLine line)
    {
        var found = TryRead();
        line = found ? Current : default;
        return found;
    }

    /// <summary>Moves to the next line that is not blank; false at the end of the last file.</summary>
    public bool TryRead()
    {
        while (TryNextRaw())
        {
            if (_lineBytes > 0 && _buffer[_lineStart + _lineBytes - 1] == '\r')
            {
                _lineBytes--;
            }

            if (!IsBlank(RawLine))
            {
                _hasReceiveTime = ReceiveTime.TryParse(RawLine, out _receiveNanos, out _textStart);
                return true;
            }
        }

        return false;
    }

    /// <summary>The line that <see cref="TryRead"/> moved to, until it moves on.</summary>
    public CaptureLine Current => new()
    {
        Text = _hasReceiveTime ? RawLine[_textStart..] : RawLine,
        ReceiveNanos = _hasReceiveTime ? _receiveNanos : 0,
        HasReceiveTime = _hasReceiveTime,
        Source = _file,
        Number = _line,
        Offset = _bufferOffset + _lineStart,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private ReadOnlySpan<byte> RawLine => _buffer.AsSpan(_lineStart, _lineBytes);

    /// <summary>Adds damage that a decoder found in a line that was read.</summary>
    public void AddError(InputError error) => _errors.Add(error);

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private static void RequireFile(string file)
    {
        if (file != "-")
        {
            InputPath.Require(file);
        }
    }

    private bool TryNextRaw()
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Take(_scanned + newline, 1);
                if (!_skipping)
                {
                    return true;
                }

                _skipping = false;
                continue;
            }

            _scanned = _end;
            if (_stream is not null && Refill())
            {
                continue;
            }

            if (_stream is not null && TryTakeRest())
            {
                return true;
            }

            if (!TryOpenNext())
            {
                return false;
            }
        }
    }

    // A file that was preallocated, or came off a block device, ends in zeros.
    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IsEmpty || (line[0] <= (byte)' ' && line.IndexOfAnyExcept((byte)' ', (byte)0) < 0);

    private void Take(int end, int separatorBytes)
    {
        _line++;
        _lineStart = _start;
        _lineBytes = end - _start;
        if (_line == 1 && RawLine.StartsWith(ByteOrderMark))
        {
            _lineStart += ByteOrderMark.Length;
            _lineBytes -= ByteOrderMark.Length;
        }

        _start = end + separatorBytes;
        _scanned = _start;
    }

    // The last line of a whole file needs no newline; what precedes damage is half a line and was listed with it.
    private bool TryTakeRest()
    {
        var whole = _ended && !_skipping && _start < _end;
        if (whole)
        {
            Take(_end, 0);
        }

        Close();
        return whole;
    }

    private void Close()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _finishedBytes += _fileStream?.Length ?? 0;
        _stream!.Dispose();
        _stream = null;
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private bool Refill()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            MakeRoom();
            var read = _stream!.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (_isFirstRead)
            {
                _isFirstRead = false;
                Refuse(_buffer.AsSpan(0, _end));
            }

            _ended = read == 0;
            Volatile.Write(ref _fileBytes, _finishedBytes + (_fileStream?.Position ?? 0));
            return read > 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            _errors.Add(new InputError(_files[_file], _line + 1, _bufferOffset + _start, $"{e.Message}; every whole line before was read"));
            return false;
        }
        finally
        {
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _bufferOffset += _start;
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (IsBlank(_buffer.AsSpan(0, _end)))
        {
            _bufferOffset += _end;
            _end = _scanned = 0;
            return;
        }

        if (_buffer.Length < MaxLineBytes + NewlineBytes)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLineBytes + NewlineBytes));
            return;
        }

        PassOverLongLine();
    }

    private void PassOverLongLine()
    {
        if (!_skipping)
        {
            _errors.Add(new InputError(_files[_file], _line + 1, _bufferOffset, $"the line is longer than {MaxLineBytes} bytes and was passed over"));
        }

        _skipping = true;
        _bufferOffset += _end;
        _end = 0;
        _scanned = 0;
    }

    private bool TryOpenNext()
    {
        if (_file + 1 >= _files.Count)
        {
            return false;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        _file++;
        _start = _end = _scanned = 0;
        _bufferOffset = _line = 0;
        _ended = _skipping = false;
        _isFirstRead = true;
        _stream = _text is null ? Open(_files[_file]) : Decoded(new MemoryStream(_text), _text.AsSpan(0, Math.Min(MagicBytes, _text.Length)));
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return true;
    }

    private Stream Open(string file)
    {
        if (file == "-")
        {
            _fileStream = null;
            return OpenStandardInput();
        }

        _fileStream = OpenFile(file);
        return Decoded(_fileStream);
    }

    /// <summary>A file's unpacked bytes.</summary>
    /// <exception cref="InputUnusableException">It cannot be opened.</exception>
    internal static Stream OpenText(string file) => Decoded(OpenFile(file));

    private static FileStream OpenFile(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InputUnusableException($"{file}: cannot be opened ({e.Message}); check the path and its permissions");
        }
    }

    private static Stream Decoded(FileStream file)
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return Decoded(file, magic[..read]);
    }

    private Stream OpenStandardInput()
    {
        var input = Interruptible(Console.OpenStandardInput());
        var magic = new byte[MagicBytes];
        var read = input.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        return Decoded(new PrefixedStream(magic.AsMemory(0, read), input), magic.AsSpan(0, read));
    }

    private Stream Interruptible(Stream input) => _cancellation.CanBeCanceled ? new InterruptibleStream(input, _cancellation) : input;

    // The content tells how it is packed: a name may lie. pzstd starts with a skippable frame.
    private static Stream Decoded(Stream stream, ReadOnlySpan<byte> magic) => magic switch
    {
        [0x1f, 0x8b, ..] => new GzipMemberStream(stream),
        [0x28, 0xb5, 0x2f, 0xfd] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18] => new ZstdFrameStream(stream),
        _ => stream,
    };

    private void Refuse(ReadOnlySpan<byte> head)
    {
        if (ForeignFormat.Recognize(head[..Math.Min(head.Length, ForeignFormat.HeadBytes)]) is { } what)
        {
            throw new InputUnusableException($"{_files[_file]}: this is {what.Replace(ForeignFormat.Place, _files[_file], StringComparison.Ordinal)}");
        }
    }
}

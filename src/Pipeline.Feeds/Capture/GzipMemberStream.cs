using System.IO.Hashing;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Pipeline.Feeds.Capture;

/// <summary>Reads gzip members one after the other and holds each against its trailer.</summary>
/// <remarks>
/// The framework's GZipStream ends normally where a file was cut, so a short recording looks whole. Here the end of the file
/// inside a member, a wrong checksum or a wrong length is an <see cref="InvalidDataException"/>, after every byte before it was given.
/// </remarks>
internal sealed class GzipMemberStream(Stream source) : Stream
{
    private const int TrailerBytes = 8;

    private readonly byte[] _input = new byte[64 * 1024];
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _crc = new();
    private int _start;
    private int _end;
    private long _fileOffset;
    private long _memberBytes;
    private bool _inMember;
    private bool _atEnd;
    private int _members;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Byte of the file up to which everything was read.</summary>
    public long FileOffset => _fileOffset - (_end - _start);

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (!_atEnd && count > 0)
        {
            if (!_inMember && !TryOpenMember())
            {
                return 0;
            }

            var read = Inflate(buffer, offset, count);
            if (read > 0)
            {
                _crc.Append(buffer.AsSpan(offset, read));
                _memberBytes += read;
                return read;
            }

            if (_inflater.IsFinished)
            {
                CloseMember();
            }
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }

    private int Inflate(byte[] buffer, int offset, int count)
    {
        try
        {
            if (_inflater.IsNeedingInput && !_inflater.IsFinished)
            {
                FeedInflater();
            }

            return _inflater.Inflate(buffer, offset, count);
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            // The inflater checks its input only in part; on damaged bytes it may also run out of one of its own tables.
            throw Damaged($"its compression is damaged ({e.Message})");
        }
    }

    private void FeedInflater()
    {
        if (_start == _end && !Refill())
        {
            throw Damaged("the file is cut inside its compression");
        }

        _inflater.SetInput(_input, _start, _end - _start);
        _start = _end;
    }

    private void CloseMember()
    {
        _start = _end - _inflater.RemainingInput;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        for (var i = 0; i < TrailerBytes; i++)
        {
            trailer[i] = NextByte("the file is cut inside its last checksum");
        }

        if (BitConverter.ToUInt32(trailer) != _crc.GetCurrentHashAsUInt32())
        {
            throw Damaged("its checksum does not agree with its content");
        }

        if (BitConverter.ToUInt32(trailer[4..]) != (uint)_memberBytes)
        {
            throw Damaged("its length does not agree with its content");
        }

        _inMember = false;
    }

    private bool TryOpenMember()
    {
        if (_start == _end && !Refill())
        {
            _atEnd = true;
            return false;
        }

        ReadHeader();
        _inflater.Reset();
        _crc.Reset();
        _memberBytes = 0;
        _inMember = true;
        _members++;
        return true;
    }

    private void ReadHeader()
    {
        const string Cut = "the file is cut inside its header";
        if (NextByte(Cut) != 0x1f || NextByte(Cut) != 0x8b || NextByte(Cut) != 8)
        {
            throw Damaged(_members == 0 ? "it is not gzip" : "bytes that are not gzip follow its content");
        }

        var flags = NextByte(Cut);
        Skip(6, Cut);
        if ((flags & 4) != 0)
        {
            Skip(NextByte(Cut) | (NextByte(Cut) << 8), Cut);
        }

        SkipText((flags & 8) != 0, Cut);
        SkipText((flags & 16) != 0, Cut);
        Skip((flags & 2) != 0 ? 2 : 0, Cut);
    }

    private void SkipText(bool present, string cut)
    {
        while (present && NextByte(cut) != 0)
        {
        }
    }

    private void Skip(int count, string cut)
    {
        for (var i = 0; i < count; i++)
        {
            NextByte(cut);
        }
    }

    private byte NextByte(string cut) => _start < _end || Refill() ? _input[_start++] : throw Damaged(cut);

    private bool Refill()
    {
        _start = 0;
        _end = source.Read(_input, 0, _input.Length);
        _fileOffset += _end;
        return _end > 0;
    }

    private InvalidDataException Damaged(string what) => new(what);
}

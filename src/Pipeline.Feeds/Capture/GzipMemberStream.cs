using System.IO.Hashing;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Pipeline.Feeds.Capture;

/// <summary>Reads gzip members one after the other and holds each against its trailer.</summary>
/// <remarks>
/// The framework's GZipStream ends normally where a file was cut, so a short recording looks whole. Here the end of the file
/// inside a member, a wrong checksum or a wrong length is damage.
/// </remarks>
internal sealed class GzipMemberStream(Stream source) : UnpackingStream(source)
{
    private const int TrailerBytes = 8;
    private const int HeaderBytes = 10;
    private const int TrialBytes = 4096;
    private const string CompressionDamaged = "its compression is damaged";

    private static ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 8];

    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _crc = new();
    private long _memberBytes;
    private bool _inMember;
    private bool _atEnd;
    private bool _isDamaged;
    private int _members;

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

            if (_isDamaged)
            {
                throw Damaged(CompressionDamaged);
            }

            if (_inflater.IsFinished)
            {
                CloseMember();
            }
        }

        return 0;
    }

    // The inflater checks its input only in part: on damaged bytes it may also run out of one of its own tables. What it had
    // unpacked before is in the buffer, or still in its window, which gives single bytes until it is empty and fails again.
    private int Inflate(byte[] buffer, int offset, int count)
    {
        var before = _inflater.TotalOut;
        try
        {
            if (_inflater.IsNeedingInput && !_inflater.IsFinished)
            {
                FeedInflater();
            }

            return _inflater.Inflate(buffer, offset, _isDamaged ? 1 : count);
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            var isNews = !_isDamaged;
            _isDamaged = true;
            var unpacked = (int)(_inflater.TotalOut - before);
            return unpacked > 0 || !isNews ? unpacked : Inflate(buffer, offset, count);
        }
    }

    private void FeedInflater()
    {
        if (!HasPacked())
        {
            throw Damaged("the file is cut inside its compression");
        }

        // A member that was cut would take the next one's bytes for its own and unpack garbage for a while.
        var next = IndexOfHeader(Packed);
        if (next == 0 && StartsMember(Packed))
        {
            throw Damaged("the file is cut inside its compression, and another recording follows there: give that one as a file of its own");
        }

        var (array, start, packed) = PackedArray;
        var fed = next > 0 ? next : next == 0 ? 1 : packed;
        _inflater.SetInput(array, start, fed);
        Consume(fed);
    }

    // Few compressed bytes look like a header by chance, and what follows those unpacks to nothing.
    private static int IndexOfHeader(ReadOnlySpan<byte> packed)
    {
        for (var at = 0; ; at++)
        {
            var found = packed[at..].IndexOf(Magic);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (packed.Length - at >= HeaderBytes && packed[at + 3] < 0x20 && packed[at + 8] is 0 or 2 or 4 && packed[at + 9] is <= 13 or 255)
            {
                return at;
            }
        }
    }

    private static bool StartsMember(ReadOnlySpan<byte> packed)
    {
        using var trial = new GzipMemberStream(new MemoryStream(packed.ToArray()));
        var unpacked = new byte[TrialBytes];
        try
        {
            return trial.ReadAtLeast(unpacked, TrialBytes, throwOnEndOfStream: false) > 0;
        }
        catch (InvalidDataException)
        {
            return trial._memberBytes > 0 && !trial._isDamaged;
        }
    }

    private void CloseMember()
    {
        Consume(-_inflater.RemainingInput);
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
        if (_members > 0 ? !PassOverPadding() : !HasPacked())
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
}

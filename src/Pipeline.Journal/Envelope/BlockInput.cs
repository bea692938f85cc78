using System.Buffers.Binary;
using K4os.Compression.LZ4;
using Pipeline.Events;
using Pipeline.Journal.Records;

namespace Pipeline.Journal.Envelope;

/// <summary>Reads a tape's blocks one after the other and believes none of them: everything is checked before it is used.</summary>
/// <remarks>
/// Single thread. Order of the checks: header checksum, lengths, file, block number, record number, chain, checksum of
/// the stored bytes, padding, and only then LZ4 and the columns.
/// </remarks>
internal sealed class BlockInput : IDisposable
{
    private readonly TapeInput _input;
    private readonly BlockBuffers _buffers;
    private readonly byte[] _seal;
    private readonly HeaderCopy _copy;
    private readonly ulong _fileIdLow;
    private bool _isBehindHole;
    private bool _hasHole;
    private bool _isRecordOrderUnknown;
    private long _sequence;

    /// <summary>Opens <paramref name="path"/> and reads its header.</summary>
    /// <exception cref="TapeException">It cannot be read or is no tape.</exception>
    public BlockInput(IJournalDisk disk, string path, BlockBuffers buffers)
    {
        _buffers = buffers;
        _input = new TapeInput(disk, path);
        try
        {
            _copy = HeaderCopy.Find(_input);
        }
        catch
        {
            Dispose();
            throw;
        }

        _seal = new byte[TapeTotals.BytesMax + _copy.Used.Length];
        Offset = _copy.BlocksAt;
        Chain = FileHeader.ChainOf(_copy.Used);
        _fileIdLow = FileHeader.FileIdLow(Header.FileId);
        Totals = new TapeTotals(Header.FirstRecordOrdinal, Header.FirstDecisionOrdinal);
    }

    /// <summary>What the tape says of itself.</summary>
    public TapeHeader Header => _copy.Header;

    /// <summary>Which of the headers that is.</summary>
    public HeaderSource HeaderSource => _copy.Source;

    /// <summary>What is wrong with the headers. Nothing is lost by it.</summary>
    public IReadOnlyList<TapeDefect> HeaderDefects => _copy.Defects;

    /// <summary>The file.</summary>
    public string Path => _input.Path;

    /// <summary>Bytes of the file.</summary>
    public long Length => _input.Length;

    /// <summary>Where the next block starts.</summary>
    public long Offset { get; private set; }

    /// <summary>What was read so far.</summary>
    public TapeTotals Totals { get; }

    /// <summary>The last chain value.</summary>
    public ulong Chain { get; private set; }

    /// <summary>Whether the seal was read.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>Whether the block read last stands for records that are lost.</summary>
    public bool IsHole { get; private set; }

    /// <summary>Whether the seal says that the session ends here.</summary>
    public bool EndsSession { get; private set; }

    /// <summary>Reads the next block into <paramref name="content"/>; at the seal <see cref="IsSealed"/> turns true and the content is empty.</summary>
    /// <returns>What is wrong with it; then nothing was passed over and <paramref name="content"/> means nothing.</returns>
    public TapeFault Read(BlockContent content)
    {
        if (Offset == Length)
        {
            return TapeFault.NotSealed;
        }

        var fault = ReadHeaderAt(Offset, out var header);
        fault = fault == TapeFault.None ? CheckOrder(header) : fault;
        fault = fault == TapeFault.None ? CheckStored(Offset, header) : fault;
        return fault == TapeFault.None ? Take(header, content) : fault;
    }

    /// <summary>Passes over the next block after checking its header, its order and that no stored byte changed; the columns are not read.</summary>
    public TapeFault Pass(out BlockHeader header)
    {
        header = default;
        if (Offset == Length)
        {
            return TapeFault.NotSealed;
        }

        var fault = ReadHeaderAt(Offset, out header);
        fault = fault == TapeFault.None ? CheckOrder(header) : fault;
        fault = fault == TapeFault.None ? CheckStored(Offset, header) : fault;
        fault = fault == TapeFault.None && (header.Flags & BlockFlags.Seal) != 0 && Offset + header.BlockBytes != Length ? TapeFault.TrailingBytes : fault;
        if (fault != TapeFault.None)
        {
            return fault;
        }

        Chain = header.Chain;
        Offset += header.BlockBytes;
        _sequence++;
        PassRecords(header);
        NoteSeal(header);
        return TapeFault.None;
    }

    /// <summary>Whether a valid block of this file starts behind <see cref="Offset"/>: then what is here is damage and not a torn end.</summary>
    public bool IsFollowed() => FindNext(Offset + 1, out _) >= 0;

    /// <summary>
    /// Goes on at the next valid block whose number is not lower than the one awaited; false where there is none. After a
    /// <paramref name="fault"/> of order, the block at hand may be that one.
    /// </summary>
    public bool Resume(TapeFault fault, out long lostBytes)
    {
        var from = Offset;
        var isWhole = fault is TapeFault.Sequence or TapeFault.RecordOrder or TapeFault.Chain;
        var next = FindNext(isWhole ? Offset : Offset + 1, out var header);
        lostBytes = (next < 0 ? Length : next) - from;
        _isBehindHole = _hasHole = true;
        Offset = next < 0 ? Length : next;
        if (next < 0)
        {
            return false;
        }

        _sequence = header.Sequence;
        Totals.Skip(header.FirstRecord, Totals.NextDecision);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private TapeFault ReadHeaderAt(long offset, out BlockHeader header)
    {
        header = default;
        var bytes = _input.Read(offset, TapeFormat.BlockHeaderBytes);
        if (bytes.Length < TapeFormat.BlockHeaderBytes)
        {
            return TapeFault.Truncated;
        }

        var fault = BlockHeader.Read(bytes, out header);
        return fault == TapeFault.None && header.FileIdLow != _fileIdLow ? TapeFault.ForeignBlock : fault;
    }

    private TapeFault CheckOrder(BlockHeader header)
    {
        if (header.Sequence != _sequence)
        {
            return TapeFault.Sequence;
        }

        if (_isRecordOrderUnknown ? header.FirstRecord <= Totals.NextRecord : header.FirstRecord != Totals.NextRecord)
        {
            return TapeFault.RecordOrder;
        }

        var chain = BlockHeader.ChainOf(_input.Read(Offset, TapeFormat.BlockHeaderBytes), Chain);
        return chain == header.Chain || _isBehindHole ? TapeFault.None : TapeFault.Chain;
    }

    private TapeFault CheckStored(long offset, BlockHeader header)
    {
        var padded = header.BlockBytes - TapeFormat.BlockHeaderBytes;
        var bytes = _input.Read(offset + TapeFormat.BlockHeaderBytes, padded);
        if (bytes.Length < padded)
        {
            return TapeFault.Truncated;
        }

        var stored = bytes[..header.StoredBytes];
        if (BlockHeader.ChecksumOf(stored, header.Sequence) != header.Checksum)
        {
            return TapeFault.Checksum;
        }

        return bytes[header.StoredBytes..].ContainsAnyExcept((byte)0) ? TapeFault.Reserved : TapeFault.None;
    }

    private TapeFault Take(BlockHeader header, BlockContent content)
    {
        var stored = _input.Read(Offset + TapeFormat.BlockHeaderBytes, header.StoredBytes);
        var fault = (header.Flags & BlockFlags.Seal) != 0 ? TakeSeal(header, stored, content) : TakeContent(header, stored, content);
        NoteSeal(fault == TapeFault.None ? header : default);
        IsHole = (header.Flags & BlockFlags.Hole) != 0;
        if (fault == TapeFault.None)
        {
            Chain = header.Chain;
            Offset += header.BlockBytes;
            _sequence++;
            _isBehindHole = false;
        }

        return fault;
    }

    // How many records a hole stands for is in what it stores: the next block's number says it as well.
    private void PassRecords(BlockHeader header)
    {
        _isRecordOrderUnknown = (header.Flags & BlockFlags.Hole) != 0;
        Totals.Skip(header.FirstRecord + (_isRecordOrderUnknown ? 0 : header.Records), Totals.NextDecision);
    }

    private TapeFault TakeSeal(BlockHeader header, ReadOnlySpan<byte> stored, BlockContent content)
    {
        content.Clear();
        var length = Totals.Write(_seal, Chain);
        _copy.Used.CopyTo(_seal, length);
        length += _copy.Used.Length;
        if (Offset + header.BlockBytes != Length)
        {
            return TapeFault.TrailingBytes;
        }

        if (!_hasHole && !stored.SequenceEqual(_seal.AsSpan(0, length)))
        {
            return TapeFault.Seal;
        }

        return TapeFault.None;
    }

    private void NoteSeal(BlockHeader header)
    {
        IsSealed = (header.Flags & BlockFlags.Seal) != 0;
        EndsSession = IsSealed && (header.Flags & BlockFlags.GoesOn) == 0;
    }

    private TapeFault TakeContent(BlockHeader header, ReadOnlySpan<byte> stored, BlockContent content)
    {
        var room = _buffers.Raw(header.RawBytes);
        var raw = room[..header.RawBytes];
        if ((header.Flags & BlockFlags.Lz4) == 0)
        {
            stored.CopyTo(raw);
        }
        else if (LZ4Codec.Decode(stored, raw) != header.RawBytes)
        {
            return TapeFault.Compression;
        }

        try
        {
            var firstDecision = _buffers.Codec.Decode(room, header.RawBytes, header.Records, content);
            return (header.Flags & BlockFlags.Hole) != 0 ? AddHole(content, firstDecision) : AddToTotals(content, firstDecision);
        }
        catch (MalformedContentException)
        {
            return TapeFault.Content;
        }
    }

    // A hole in the place of records stands for exactly those.
    private TapeFault AddHole(BlockContent content, long firstDecision)
    {
        var holds = content.RecordCount == 1 && content.DecisionCount == 0 && StandsForRecords(in content.Records[0]);
        if (!holds)
        {
            return TapeFault.Content;
        }

        ref readonly var hole = ref content.Records[0].Hole;
        Totals.Skip(Totals.NextRecord, _isBehindHole ? firstDecision : Totals.NextDecision);
        if (hole.FromRecord != Totals.NextRecord || hole.ToRecord < hole.FromRecord || firstDecision != Totals.NextDecision)
        {
            return TapeFault.RecordOrder;
        }

        Totals.AddHole(Offset, hole.ToRecord + 1);
        return TapeFault.None;
    }

    private static bool StandsForRecords(in InputRecord record) => record.Kind == RecordKind.Hole && (record.Flags & RecordFlags.Salvaged) != 0;

    private TapeFault AddToTotals(BlockContent content, long firstDecision)
    {
        if (_isBehindHole)
        {
            Totals.Skip(Totals.NextRecord, firstDecision);
        }

        if (firstDecision != Totals.NextDecision)
        {
            return TapeFault.RecordOrder;
        }

        Totals.Add(content, Offset);
        return TapeFault.None;
    }

    private long FindNext(long offset, out BlockHeader header)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, TapeFormat.BlockMagic);
        while ((offset = _input.Find(magic, offset)) >= 0)
        {
            if (ReadHeaderAt(offset, out header) == TapeFault.None && header.Sequence >= _sequence && IsNotBefore(header)
                && CheckStored(offset, header) == TapeFault.None)
            {
                return offset;
            }

            offset++;
        }

        header = default;
        return -1;
    }

    private bool IsNotBefore(BlockHeader header) => header.FirstRecord >= Totals.NextRecord;
}

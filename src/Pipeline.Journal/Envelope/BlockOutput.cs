using K4os.Compression.LZ4;
using Pipeline.Journal.Records;

namespace Pipeline.Journal.Envelope;

/// <summary>Appends blocks to an open tape and seals it.</summary>
/// <remarks>Single writer. 0 bytes allocated a block.</remarks>
internal sealed class BlockOutput : IDisposable
{
    private readonly JournalOutput _output;
    private readonly BlockBuffers _buffers;
    private readonly ulong _fileIdLow;
    private readonly TapeTotals _totals;
    private readonly byte[] _header;
    private long _offset;
    private ulong _chain;

    /// <summary>Creates the file and makes its header durable.</summary>
    /// <exception cref="JournalFaultException">The disk refuses.</exception>
    public BlockOutput(IJournalDisk disk, string path, TapeHeader header, BlockBuffers buffers)
    {
        _buffers = buffers;
        buffers.ReserveForWriting();
        var copy = FileHeader.Write(header);
        byte[] bytes = [.. copy, .. copy];
        _header = FileHeader.Used(copy).ToArray();
        _fileIdLow = FileHeader.FileIdLow(header.FileId);
        _chain = FileHeader.ChainOf(copy);
        _totals = new TapeTotals(header.FirstRecordOrdinal, header.FirstDecisionOrdinal);
        _output = new JournalOutput(disk, path, preallocatedBytes: 0);
        _offset = bytes.Length;
        try
        {
            _output.Write(bytes, 0);
            _output.Flush();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What condemned the file, or null.</summary>
    public JournalFault? Fault => _output.Fault;

    /// <summary>The chain value of the last block; once sealed, what the next segment names.</summary>
    public ulong Chain => _chain;

    /// <summary>Ordinals behind the last block.</summary>
    public JournalMark End => new(_totals.NextRecord, _totals.NextDecision);

    /// <summary>Bytes of the file.</summary>
    public long Bytes => _offset;

    /// <summary>Writes <paramref name="content"/> as the next block.</summary>
    public void Append(BlockContent content)
    {
        var raw = _buffers.Raw(TapeFormat.RawBytesMax);
        var rawBytes = _buffers.Codec.Encode(content, _totals.NextDecision, raw);
        var records = content.Records;
        var (first, last) = BlockTimes.Of(records);
        var header = new BlockHeader
        {
            FirstRecord = _totals.NextRecord,
            Records = records.Length,
            FirstReceiveNanos = first,
            LastReceiveNanos = last,
        };
        var offset = _offset;
        Write(header, raw[..rawBytes], compress: true);
        _totals.Add(content, offset);
    }

    /// <summary>Writes a block of one Hole record, which stands for the records that it names.</summary>
    public void AppendHole(BlockContent content)
    {
        var raw = _buffers.Raw(TapeFormat.RawBytesMax);
        var rawBytes = _buffers.Codec.Encode(content, _totals.NextDecision, raw);
        var offset = _offset;
        Write(new BlockHeader { Flags = BlockFlags.Hole, FirstRecord = _totals.NextRecord, Records = 1 }, raw[..rawBytes], compress: true);
        _totals.AddHole(offset, content.Records[0].Hole.ToRecord + 1);
    }

    /// <summary>Writes the seal and makes the whole file durable.</summary>
    public void Seal(bool endsSession)
    {
        var raw = _buffers.Raw(TapeFormat.RawBytesMax);
        var rawBytes = _totals.Write(raw, _chain);
        _header.CopyTo(raw[rawBytes..]);
        var flags = BlockFlags.Seal | (endsSession ? BlockFlags.None : BlockFlags.GoesOn);
        Write(new BlockHeader { Flags = flags, FirstRecord = _totals.NextRecord }, raw[..(rawBytes + _header.Length)], compress: false);
        Flush();
    }

    /// <summary>Returns when all blocks are on the medium.</summary>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Write(BlockHeader header, ReadOnlySpan<byte> raw, bool compress)
    {
        var block = _buffers.Block();
        var room = block[TapeFormat.BlockHeaderBytes..];
        var stored = compress ? LZ4Codec.Encode(raw, room, LZ4Level.L00_FAST) : raw.Length;
        if (stored <= 0 || stored >= raw.Length)
        {
            raw.CopyTo(room);
            stored = raw.Length;
        }

        header = header with
        {
            Flags = header.Flags | (stored < raw.Length ? BlockFlags.Lz4 : BlockFlags.None),
            FileIdLow = _fileIdLow,
            Sequence = _totals.Blocks,
            RawBytes = raw.Length,
            StoredBytes = stored,
            Checksum = BlockHeader.ChecksumOf(room[..stored], _totals.Blocks),
        };
        block[(TapeFormat.BlockHeaderBytes + stored)..header.BlockBytes].Clear();
        var chain = header.Write(block, _chain);
        _output.Write(block[..header.BlockBytes], _offset);
        _chain = chain;
        _offset += header.BlockBytes;
    }
}

using System.IO.Hashing;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>The 96 bytes before a block's stored bytes; <see cref="TapeFormat"/> draws them.</summary>
internal readonly record struct BlockHeader
{
    private const int ChainOffset = 80;
    private const int CrcOffset = 88;

    public BlockFlags Flags { get; init; }

    public ulong FileIdLow { get; init; }

    public long Sequence { get; init; }

    public long FirstRecord { get; init; }

    public int Records { get; init; }

    public int RawBytes { get; init; }

    public int StoredBytes { get; init; }

    public long FirstReceiveNanos { get; init; }

    public long LastReceiveNanos { get; init; }

    public ulong Checksum { get; init; }

    public ulong Chain { get; init; }

    /// <summary>Bytes from this header to the next.</summary>
    public int BlockBytes => TapeFormat.Align(TapeFormat.BlockHeaderBytes + StoredBytes);

    /// <summary>The checksum of what a block stores.</summary>
    public static ulong ChecksumOf(ReadOnlySpan<byte> stored, long sequence) => XxHash3.HashToUInt64(stored, sequence);

    /// <summary>The chain value of a header that follows <paramref name="previousChain"/>.</summary>
    public static ulong ChainOf(ReadOnlySpan<byte> header, ulong previousChain) =>
        XxHash3.HashToUInt64(header[..ChainOffset], (long)previousChain);

    /// <summary>Writes the header behind <paramref name="previousChain"/> and returns its own chain value.</summary>
    public ulong Write(Span<byte> destination, ulong previousChain)
    {
        destination[..TapeFormat.BlockHeaderBytes].Clear();
        WriteUInt64LittleEndian(destination, TapeFormat.BlockMagic);
        WriteUInt16LittleEndian(destination[8..], TapeFormat.Version);
        WriteUInt16LittleEndian(destination[10..], (ushort)Flags);
        WriteUInt16LittleEndian(destination[12..], TapeFormat.BlockHeaderBytes);
        WriteUInt64LittleEndian(destination[16..], FileIdLow);
        WriteInt64LittleEndian(destination[24..], Sequence);
        WriteInt64LittleEndian(destination[32..], FirstRecord);
        WriteInt32LittleEndian(destination[40..], Records);
        WriteInt32LittleEndian(destination[44..], RawBytes);
        WriteInt32LittleEndian(destination[48..], StoredBytes);
        WriteInt64LittleEndian(destination[56..], FirstReceiveNanos);
        WriteInt64LittleEndian(destination[64..], LastReceiveNanos);
        WriteUInt64LittleEndian(destination[72..], Checksum);
        var chain = ChainOf(destination, previousChain);
        WriteUInt64LittleEndian(destination[ChainOffset..], chain);
        WriteUInt32LittleEndian(destination[CrcOffset..], Crc32C.Of(destination[..CrcOffset]));
        return chain;
    }

    /// <summary>Reads a header and says what is wrong with it, if anything is. Nothing of a bad header may be believed.</summary>
    public static TapeFault Read(ReadOnlySpan<byte> source, out BlockHeader header)
    {
        header = default;
        if (ReadUInt64LittleEndian(source) != TapeFormat.BlockMagic)
        {
            return TapeFault.NoBlock;
        }

        if (ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Of(source[..CrcOffset]))
        {
            return TapeFault.HeaderChecksum;
        }

        header = Parse(source);
        return header.Validate(source);
    }

    private static BlockHeader Parse(ReadOnlySpan<byte> source) => new()
    {
        Flags = (BlockFlags)ReadUInt16LittleEndian(source[10..]),
        FileIdLow = ReadUInt64LittleEndian(source[16..]),
        Sequence = ReadInt64LittleEndian(source[24..]),
        FirstRecord = ReadInt64LittleEndian(source[32..]),
        Records = ReadInt32LittleEndian(source[40..]),
        RawBytes = ReadInt32LittleEndian(source[44..]),
        StoredBytes = ReadInt32LittleEndian(source[48..]),
        FirstReceiveNanos = ReadInt64LittleEndian(source[56..]),
        LastReceiveNanos = ReadInt64LittleEndian(source[64..]),
        Checksum = ReadUInt64LittleEndian(source[72..]),
        Chain = ReadUInt64LittleEndian(source[ChainOffset..]),
    };

    private TapeFault Validate(ReadOnlySpan<byte> source)
    {
        if (ReadUInt16LittleEndian(source[8..]) != TapeFormat.Version)
        {
            return TapeFault.Version;
        }

        var zeros = ReadUInt16LittleEndian(source[14..]) | ReadUInt32LittleEndian(source[52..]) | ReadUInt32LittleEndian(source[92..]);
        var known = (Flags & ~(BlockFlags.Lz4 | BlockFlags.Seal | BlockFlags.Hole | BlockFlags.GoesOn)) == 0;
        if (zeros != 0 || !known || ReadUInt16LittleEndian(source[12..]) != TapeFormat.BlockHeaderBytes)
        {
            return TapeFault.Reserved;
        }

        return LengthsHold() ? TapeFault.None : TapeFault.Length;
    }

    private bool LengthsHold()
    {
        var stored = (Flags & BlockFlags.Lz4) != 0 ? StoredBytes > 0 && StoredBytes < RawBytes : StoredBytes == RawBytes;
        return stored && RawBytes is >= 0 and <= TapeFormat.RawBytesMax && Records is >= 0 and <= TapeFormat.MaxRecords
            && Sequence >= 0 && FirstRecord >= 0;
    }
}

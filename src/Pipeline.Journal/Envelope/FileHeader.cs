using System.IO.Hashing;
using System.Text;
using Pipeline.Events;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>A <see cref="TapeHeader"/> to the bytes that <see cref="TapeFormat"/> draws, and back.</summary>
internal static class FileHeader
{
    /// <summary>Bytes that say how long the header is.</summary>
    public const int LengthKnownAfterBytes = 16;

    private const int WriterOffset = 144;
    private const int WriterBytes = 64;
    private const int StrategyHashOffset = 208;
    private const int StrategyOffset = 216;
    private const int StrategyBytes = 120;
    private const int TableOffset = 336;
    private const int TableHashOffset = 120;
    private const int TableBytesOffset = 136;
    private const int CrcBytes = 4;
    private const int TailFlag = 1;

    /// <summary>One copy of the header, checksum and zeros included.</summary>
    /// <exception cref="ArgumentException">A name is too long, or the table is.</exception>
    public static byte[] Write(TapeHeader header)
    {
        var table = InstrumentTable.Write(header.Instruments);
        var bytes = new byte[RoundUp(TableOffset + table.Length + CrcBytes)];
        if (bytes.Length > TapeFormat.FileHeaderMaxBytes)
        {
            throw new ArgumentException($"{header.Instruments.Count} instruments do not fit a tape's header", nameof(header));
        }

        WriteFixed(header, bytes);
        WriteName(header.Writer, bytes.AsSpan(WriterOffset, WriterBytes));
        WriteName(header.Strategy, bytes.AsSpan(StrategyOffset, StrategyBytes));
        WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length);
        WriteUInt64LittleEndian(bytes.AsSpan(TableHashOffset), XxHash3.HashToUInt64(table));
        WriteInt32LittleEndian(bytes.AsSpan(TableBytesOffset), table.Length);
        table.CopyTo(bytes, TableOffset);
        var end = TableOffset + table.Length;
        WriteUInt32LittleEndian(bytes.AsSpan(end), Crc32C.Of(bytes.AsSpan(0, end)));
        return bytes;
    }

    /// <summary>What ties a block to its file.</summary>
    public static ulong FileIdLow(Guid fileId)
    {
        Span<byte> bytes = stackalloc byte[16];
        fileId.TryWriteBytes(bytes);
        return ReadUInt64LittleEndian(bytes);
    }

    /// <summary>The chain value that the first block follows.</summary>
    public static ulong ChainOf(ReadOnlySpan<byte> copy) => XxHash3.HashToUInt64(Used(copy));

    /// <summary>The copy without its zeros; empty where its length cannot be.</summary>
    public static ReadOnlySpan<byte> Used(ReadOnlySpan<byte> copy)
    {
        var table = copy.Length < TableOffset ? -1 : ReadInt32LittleEndian(copy[TableBytesOffset..]);
        return table < 0 || table > copy.Length - TableOffset - CrcBytes ? [] : copy[..(TableOffset + table + CrcBytes)];
    }

    /// <summary>How long the header is that starts with <paramref name="start"/>, or 0 where it is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> start)
    {
        var length = ReadInt32LittleEndian(start[12..]);
        var isLength = length is > 0 and <= TapeFormat.FileHeaderMaxBytes && length % TapeFormat.FileHeaderUnitBytes == 0;
        return ReadUInt64LittleEndian(start) == TapeFormat.FileMagic && isLength ? length : 0;
    }

    /// <summary>Whether a build of an earlier version wrote the header: it signed the zeros too.</summary>
    public static bool IsOfEarlierVersion(ReadOnlySpan<byte> copy) =>
        ReadUInt16LittleEndian(copy[8..]) < TapeFormat.Version && ReadUInt32LittleEndian(copy[^CrcBytes..]) == Crc32C.Of(copy[..^CrcBytes]);

    /// <summary>Reads a copy, with or without its zeros.</summary>
    public static TapeFault Read(ReadOnlySpan<byte> copy, out TapeHeader? header)
    {
        header = null;
        var bytes = Used(copy);
        if (bytes.IsEmpty || LengthOf(bytes) == 0 || ReadUInt32LittleEndian(bytes[^CrcBytes..]) != Crc32C.Of(bytes[..^CrcBytes]))
        {
            return TapeFault.FileHeader;
        }

        if (ReadUInt16LittleEndian(bytes[8..]) != TapeFormat.Version || ReadUInt32LittleEndian(bytes[128..]) != TapeFormat.CodecLz4)
        {
            return TapeFault.Version;
        }

        var table = bytes[TableOffset..^CrcBytes];
        var sound = (ReadUInt16LittleEndian(bytes[10..]) & ~TailFlag) == 0 && ReadUInt32LittleEndian(bytes[140..]) == TapeFormat.EndianMark
            && XxHash3.HashToUInt64(table) == ReadUInt64LittleEndian(bytes[TableHashOffset..]);
        return sound && InstrumentTable.TryRead(table, ReadInt32LittleEndian(bytes[132..]), out var instruments)
            ? Parse(bytes, instruments, out header)
            : TapeFault.FileHeader;
    }

    private static int RoundUp(int bytes) =>
        (bytes + TapeFormat.FileHeaderUnitBytes - 1) / TapeFormat.FileHeaderUnitBytes * TapeFormat.FileHeaderUnitBytes;

    private static void WriteFixed(TapeHeader header, Span<byte> bytes)
    {
        WriteUInt64LittleEndian(bytes, TapeFormat.FileMagic);
        WriteUInt16LittleEndian(bytes[8..], TapeFormat.Version);
        WriteUInt16LittleEndian(bytes[10..], (ushort)(header.HasTail ? TailFlag : 0));
        header.FileId.TryWriteBytes(bytes[16..]);
        WriteInt64LittleEndian(bytes[32..], header.SessionId);
        header.PreviousFileId.TryWriteBytes(bytes[40..]);
        WriteUInt64LittleEndian(bytes[56..], header.PreviousChain);
        WriteInt64LittleEndian(bytes[64..], header.FirstRecordOrdinal);
        WriteInt64LittleEndian(bytes[72..], header.FirstDecisionOrdinal);
        WriteInt64LittleEndian(bytes[80..], header.CreatedNanos);
        WriteInt64LittleEndian(bytes[88..], header.SchemaVersion);
        WriteUInt64LittleEndian(bytes[96..], header.FeatureSchemaHash);
        WriteUInt64LittleEndian(bytes[104..], header.ConfigHash);
        WriteUInt64LittleEndian(bytes[112..], header.ModelHash);
        WriteUInt32LittleEndian(bytes[128..], TapeFormat.CodecLz4);
        WriteInt32LittleEndian(bytes[132..], header.Instruments.Count);
        WriteUInt32LittleEndian(bytes[140..], TapeFormat.EndianMark);
        WriteUInt64LittleEndian(bytes[StrategyHashOffset..], header.StrategyHash);
    }

    private static void WriteName(string name, Span<byte> room)
    {
        if (!Encoding.UTF8.TryGetBytes(name, room, out _))
        {
            throw new ArgumentException($"{name}: longer than {room.Length} bytes", nameof(name));
        }
    }

    private static string ReadName(ReadOnlySpan<byte> room) => Encoding.UTF8.GetString(room.TrimEnd((byte)0));

    private static TapeFault Parse(ReadOnlySpan<byte> bytes, IReadOnlyList<Instrument> instruments, out TapeHeader header)
    {
        header = new TapeHeader
        {
            HasTail = (ReadUInt16LittleEndian(bytes[10..]) & TailFlag) != 0,
            FileId = new Guid(bytes.Slice(16, 16)),
            SessionId = ReadInt64LittleEndian(bytes[32..]),
            PreviousFileId = new Guid(bytes.Slice(40, 16)),
            PreviousChain = ReadUInt64LittleEndian(bytes[56..]),
            FirstRecordOrdinal = ReadInt64LittleEndian(bytes[64..]),
            FirstDecisionOrdinal = ReadInt64LittleEndian(bytes[72..]),
            CreatedNanos = ReadInt64LittleEndian(bytes[80..]),
            SchemaVersion = ReadInt64LittleEndian(bytes[88..]),
            FeatureSchemaHash = ReadUInt64LittleEndian(bytes[96..]),
            ConfigHash = ReadUInt64LittleEndian(bytes[104..]),
            ModelHash = ReadUInt64LittleEndian(bytes[112..]),
            Writer = ReadName(bytes.Slice(WriterOffset, WriterBytes)),
            Strategy = ReadName(bytes.Slice(StrategyOffset, StrategyBytes)),
            StrategyHash = ReadUInt64LittleEndian(bytes[StrategyHashOffset..]),
            Instruments = instruments,
        };
        return header.SchemaVersion == EventSchema.Version ? TapeFault.None : TapeFault.Version;
    }
}

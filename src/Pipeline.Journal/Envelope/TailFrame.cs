using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>The header of a tail frame: what one end of batch wrote.</summary>
/// <remarks>
/// A frame starts at a multiple of 512, as a block does and for the same reason. Behind the last one stands a sector of zeros,
/// which the next one overwrites: so what ends the frames is either that or damage.
/// <code>
///  0  4 CRC32C of bytes 4 to the end | 4 4 bytes of the frame, header included
///  8  8 file id, low half            | 16 8 generation: one more each time the tail starts over
/// 24  8 sequence of the frame        | 32 8 first record ordinal | 40 8 first decision ordinal
/// 48  8 ordinal behind the last decided record x 2, + 1 where its decisions are held | 56 8 inputHash after it
/// 64    entries, each a multiple of 8:
///         4 kind (1 record, 2 decision entry) | 4 levels, or intents + verdicts x 65,536
///         then the structs themselves, as they stand in memory; behind an entry's verdicts its simulated outcomes, as
///         many as its verdict says
/// </code>
/// </remarks>
internal readonly record struct TailFrame(
    int Bytes, ulong FileIdLow, long Generation, long Sequence, long FirstRecord, long FirstDecision, DecisionMark Decided)
{
    public const int HeaderBytes = 64;
    public const int EntryHeaderBytes = 8;
    public const int RecordEntry = 1;
    public const int DecisionEntryKind = 2;
    public const int VerdictShift = 16;

    /// <summary>No frame is larger.</summary>
    public const int BytesMax = 8 << 20;

    private const int CrcBytes = 4;

    /// <summary>Writes the header of a frame whose entries already stand behind it.</summary>
    public void Write(Span<byte> frame)
    {
        WriteInt32LittleEndian(frame[4..], Bytes);
        WriteUInt64LittleEndian(frame[8..], FileIdLow);
        WriteInt64LittleEndian(frame[16..], Generation);
        WriteInt64LittleEndian(frame[24..], Sequence);
        WriteInt64LittleEndian(frame[32..], FirstRecord);
        WriteInt64LittleEndian(frame[40..], FirstDecision);
        WriteInt64LittleEndian(frame[48..], Decided.Packed);
        WriteUInt64LittleEndian(frame[56..], Decided.InputHash);
        WriteUInt32LittleEndian(frame, Crc32C.Of(frame[CrcBytes..Bytes]));
    }

    /// <summary>Bytes that the frame starting here says it has, or 0 where that cannot be.</summary>
    public static int LengthOf(ReadOnlySpan<byte> header)
    {
        var bytes = ReadInt32LittleEndian(header[4..]);
        return bytes is > HeaderBytes and <= BytesMax ? bytes : 0;
    }

    /// <summary>Whether no frame was meant to start here.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> header) => !header.ContainsAnyExcept((byte)0);

    /// <summary>Reads a whole frame; false where its checksum does not hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out TailFrame header)
    {
        header = new TailFrame(
            frame.Length, ReadUInt64LittleEndian(frame[8..]), ReadInt64LittleEndian(frame[16..]),
            ReadInt64LittleEndian(frame[24..]), ReadInt64LittleEndian(frame[32..]), ReadInt64LittleEndian(frame[40..]),
            DecisionMark.Unpack(ReadInt64LittleEndian(frame[48..]), ReadUInt64LittleEndian(frame[56..])));
        return ReadUInt32LittleEndian(frame) == Crc32C.Of(frame[CrcBytes..]);
    }
}

using System.Buffers.Binary;

namespace Pipeline.LatencyLab.Transports;

/// <summary>The head of a server's text frame: whole, unmasked.</summary>
internal static class FrameHead
{
    public const int MostBytes = 10;

    private const byte FinalText = 0x81;
    private const int ShortLength = 125;
    private const byte TwoBytes = 126;
    private const byte EightBytes = 127;

    /// <summary>Writes the head of a frame of <paramref name="length"/> bytes and returns its own length.</summary>
    public static int Write(Span<byte> room, int length)
    {
        room[0] = FinalText;
        switch (length)
        {
            case <= ShortLength:
                room[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                room[1] = TwoBytes;
                BinaryPrimitives.WriteUInt16BigEndian(room[2..], (ushort)length);
                return 4;
            default:
                room[1] = EightBytes;
                BinaryPrimitives.WriteUInt64BigEndian(room[2..], (ulong)length);
                return MostBytes;
        }
    }
}

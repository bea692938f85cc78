using System.Buffers.Binary;

namespace Pipeline.Feeds.Sockets;

/// <summary>Writes a client's frames: whole messages, masked. Sans-IO.</summary>
/// <remarks>Any thread: it has no state.</remarks>
public static class WebSocketFrameWriter
{
    /// <summary>Most bytes of a client's head.</summary>
    public const int MaxHeaderBytes = WebSocketFrameHeader.MaxBytes + MaskBytes;

    private const int MaskBytes = 4;
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const byte Length16 = 126;
    private const byte Length64 = 127;

    /// <summary>Writes one frame; <paramref name="destination"/> needs <see cref="MaxHeaderBytes"/> more than the payload.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, uint mask)
    {
        destination[0] = (byte)(Final | (byte)opcode);
        var at = WriteLength(destination, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[at..], mask);
        at += MaskBytes;
        Mask(payload, destination[at..], mask);
        return at + payload.Length;
    }

    private static int WriteLength(Span<byte> destination, int bytes)
    {
        if (bytes < Length16)
        {
            destination[1] = (byte)(Masked | bytes);
            return 2;
        }

        if (bytes <= ushort.MaxValue)
        {
            destination[1] = Masked | Length16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)bytes);
            return 4;
        }

        destination[1] = Masked | Length64;
        BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)bytes);
        return WebSocketFrameHeader.MaxBytes;
    }

    private static void Mask(ReadOnlySpan<byte> source, Span<byte> destination, uint mask)
    {
        var wide = mask | ((ulong)mask << 32);
        var i = 0;
        for (; i <= source.Length - sizeof(ulong); i += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[i..], BinaryPrimitives.ReadUInt64LittleEndian(source[i..]) ^ wide);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = (byte)(source[i] ^ (byte)(mask >> (8 * (i & 3))));
        }
    }
}

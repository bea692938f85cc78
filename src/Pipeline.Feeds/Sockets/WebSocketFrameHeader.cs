using System.Buffers.Binary;

namespace Pipeline.Feeds.Sockets;

/// <summary>The head of a frame.</summary>
/// <remarks>
/// <code>
///  0: FIN(1) RSV(3) opcode(4) | 1: MASK(1) length(7) | 126: 2 bytes, 127: 8 bytes of length, big endian | 4 bytes of mask
/// </code>
/// </remarks>
internal readonly record struct WebSocketFrameHeader(WebSocketOpcode Opcode, bool IsFinal, int PayloadBytes, int HeaderBytes)
{
    /// <summary>Most bytes of a head without mask.</summary>
    public const int MaxBytes = 10;

    /// <summary>Most bytes of a control frame's payload.</summary>
    public const int MaxControlBytes = 125;

    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7F;
    private const int Length16 = 126;

    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    /// <summary>Reads a server's head. False where <paramref name="bytes"/> end before it does or where it is at fault.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int maxFrameBytes, out WebSocketFrameHeader header, out WebSocketFault fault)
    {
        header = default;
        fault = WebSocketFault.None;
        if (bytes.Length < 2)
        {
            return false;
        }

        fault = FaultOf(bytes[0], bytes[1]);
        return fault == WebSocketFault.None && TryReadLength(bytes, maxFrameBytes, ref header, ref fault);
    }

    private static WebSocketFault FaultOf(byte first, byte second)
    {
        var opcode = first & OpcodeBits;
        var isControl = opcode >= (int)WebSocketOpcode.Close;
        return (first & ReservedBits) != 0 ? WebSocketFault.ReservedBits
            : opcode is (> (int)WebSocketOpcode.Binary and < (int)WebSocketOpcode.Close) or > (int)WebSocketOpcode.Pong ? WebSocketFault.UnknownOpcode
            : (second & MaskBit) != 0 ? WebSocketFault.MaskedByServer
            : isControl && (first & FinalBit) == 0 ? WebSocketFault.FragmentedControl
            : isControl && second > MaxControlBytes ? WebSocketFault.LongControl
            : WebSocketFault.None;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, int maxFrameBytes, ref WebSocketFrameHeader header, ref WebSocketFault fault)
    {
        var code = bytes[1] & LengthBits;
        var headerBytes = code < Length16 ? 2 : code == Length16 ? 4 : MaxBytes;
        if (bytes.Length < headerBytes)
        {
            return false;
        }

        var length = code < Length16 ? (ulong)code
            : code == Length16 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        var shortest = length < Length16 ? 2 : length <= ushort.MaxValue ? 4 : MaxBytes;
        fault = headerBytes != shortest || length > long.MaxValue ? WebSocketFault.BadLength
            : length > (ulong)maxFrameBytes ? WebSocketFault.FrameTooLarge
            : WebSocketFault.None;
        header = new((WebSocketOpcode)(bytes[0] & OpcodeBits), (bytes[0] & FinalBit) != 0, (int)Math.Min(length, int.MaxValue), headerBytes);
        return fault == WebSocketFault.None;
    }
}

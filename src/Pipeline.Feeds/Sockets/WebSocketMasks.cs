using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pipeline.Feeds.Sockets;

/// <summary>Masking keys that no server can foresee, drawn from the system in blocks.</summary>
/// <remarks>Single thread at a time.</remarks>
internal sealed class WebSocketMasks
{
    private readonly byte[] _keys = new byte[1024];
    private int _next = 1024;

    public uint Next()
    {
        if (_next == _keys.Length)
        {
            RandomNumberGenerator.Fill(_keys);
            _next = 0;
        }

        _next += sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(_keys.AsSpan(_next - sizeof(uint)));
    }
}

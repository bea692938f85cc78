using System.Buffers.Binary;

namespace Pipeline.ExchangeSimulator;

/// <summary>Reads client frames and joins fragments; control frames come between fragments as they are.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const int LargestMessageBytes = 1 << 20;

    private readonly byte[] _header = new byte[14];
    private readonly MemoryStream _message = new();
    private FrameKind _messageKind;

    /// <summary>The next whole message or control frame; null at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">The client breaks the protocol.</exception>
    public async ValueTask<(FrameKind Kind, byte[] Payload)?> ReadAsync(CancellationToken cancellation)
    {
        while (await ReadFrameAsync(cancellation) is var (final, kind, payload))
        {
            if (kind >= FrameKind.Close)
            {
                return (kind, payload);
            }

            if (Join(final, kind, payload) is { } whole)
            {
                return (_messageKind, whole);
            }
        }

        return null;
    }

    private byte[]? Join(bool final, FrameKind kind, byte[] payload)
    {
        if (kind != FrameKind.Continuation)
        {
            _messageKind = kind;
            _message.SetLength(0);
        }

        _message.Write(payload);
        Require(_message.Length <= LargestMessageBytes, "the message is too large");
        return final ? _message.ToArray() : null;
    }

    private async ValueTask<(bool Final, FrameKind Kind, byte[] Payload)?> ReadFrameAsync(CancellationToken cancellation)
    {
        if (!await TryFillAsync(_header.AsMemory(0, 2), cancellation))
        {
            return null;
        }

        var masked = (_header[1] & 0x80) != 0;
        Require(masked, "a client masks its frames");
        var length = await ReadLengthAsync(_header[1] & 0x7F, cancellation);
        Require(length <= LargestMessageBytes, "the frame is too large");
        var mask = new byte[4];
        var payload = new byte[length];
        if (!await TryFillAsync(mask, cancellation) || !await TryFillAsync(payload, cancellation))
        {
            return null;
        }

        Unmask(payload, mask);
        return ((_header[0] & 0x80) != 0, (FrameKind)(_header[0] & 0x0F), payload);
    }

    private async ValueTask<long> ReadLengthAsync(int marker, CancellationToken cancellation)
    {
        switch (marker)
        {
            case 126:
                await TryFillAsync(_header.AsMemory(2, 2), cancellation);
                return BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2));
            case 127:
                await TryFillAsync(_header.AsMemory(2, 8), cancellation);
                return BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2));
            default:
                return marker;
        }
    }

    private async ValueTask<bool> TryFillAsync(Memory<byte> target, CancellationToken cancellation) =>
        await stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellation) == target.Length;

    private static void Unmask(byte[] payload, byte[] mask)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i & 3];
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException(what);
        }
    }
}

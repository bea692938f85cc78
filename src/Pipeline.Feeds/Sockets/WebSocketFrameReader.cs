using System.Buffers.Binary;
using System.Text.Unicode;

namespace Pipeline.Feeds.Sockets;

/// <summary>Makes whole messages of a server's bytes, however they are cut. Sans-IO.</summary>
/// <remarks>
/// Single thread. A message that lies whole in what it is given is handed on where it lies; one that does not is put
/// together in a buffer that grows to the largest message and stays. 0 B a message in steady state.
/// </remarks>
public sealed class WebSocketFrameReader(int maxFrameBytes, int maxMessageBytes)
{
    private const int FirstMessageBytes = 4096;
    private const int CloseCodeBytes = 2;

    private readonly byte[] _head = new byte[WebSocketFrameHeader.MaxBytes];
    private readonly byte[] _control = new byte[WebSocketFrameHeader.MaxControlBytes];
    private byte[] _message = new byte[Math.Min(FirstMessageBytes, maxMessageBytes)];
    private WebSocketFrameHeader _frame;
    private WebSocketOpcode _messageOpcode;
    private int _headBytes;
    private int _frameLeft;
    private int _controlBytes;
    private int _messageBytes;
    private bool _inFrame;
    private long _frameOffset;
    private long _position;

    /// <summary>Bytes taken so far.</summary>
    public long Position => _position;

    /// <summary>Takes bytes up to the end of the next message or control frame, or all of them.</summary>
    /// <param name="bytes">What follows on what was consumed before.</param>
    /// <param name="consumed">How many bytes were taken: never to be given again.</param>
    /// <param name="opcode">Text, Binary, Close, Ping or Pong.</param>
    /// <param name="payload">Its payload; valid until the next call and while <paramref name="bytes"/> are.</param>
    /// <returns>False where all bytes were taken and no message ended in them.</returns>
    /// <exception cref="WebSocketFaultException">The server broke the protocol. Nothing more can be read.</exception>
    public bool TryRead(ReadOnlySpan<byte> bytes, out int consumed, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        if (TryReadWhole(bytes, out consumed, out opcode, out payload))
        {
            return true;
        }

        while (true)
        {
            if (!TryBegin(bytes[consumed..], ref consumed))
            {
                return false;
            }

            if (!TryFill(bytes[consumed..], ref consumed))
            {
                return false;
            }

            if (TryEnd(out opcode, out payload))
            {
                return true;
            }
        }
    }

    /// <summary>Reads the payload of a close frame.</summary>
    public static WebSocketClose ReadClose(ReadOnlySpan<byte> payload) => payload.IsEmpty
        ? new WebSocketClose(WebSocketClose.NoCode, "")
        : new WebSocketClose(BinaryPrimitives.ReadUInt16BigEndian(payload), System.Text.Encoding.UTF8.GetString(payload[CloseCodeBytes..]));

    // The common case: one frame, whole, of one message.
    private bool TryReadWhole(ReadOnlySpan<byte> bytes, out int consumed, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        consumed = 0;
        opcode = default;
        payload = default;
        if (_inFrame || _headBytes > 0)
        {
            return false;
        }

        _frameOffset = _position;
        var isRead = WebSocketFrameHeader.TryRead(bytes, maxFrameBytes, out var frame, out var fault);
        Check(fault);
        if (!isRead || !frame.IsFinal || frame.Opcode == WebSocketOpcode.Continuation || bytes.Length - frame.HeaderBytes < frame.PayloadBytes)
        {
            return false;
        }

        CheckOrder(frame);
        opcode = frame.Opcode;
        payload = bytes.Slice(frame.HeaderBytes, frame.PayloadBytes);
        consumed = frame.HeaderBytes + frame.PayloadBytes;
        _position += consumed;
        CheckPayload(opcode, payload);
        return true;
    }

    private bool TryBegin(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        if (_inFrame)
        {
            return true;
        }

        if (_headBytes == 0)
        {
            _frameOffset = _position;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            _head[_headBytes++] = bytes[i];
            _position++;
            consumed++;
            var isRead = WebSocketFrameHeader.TryRead(_head.AsSpan(0, _headBytes), maxFrameBytes, out _frame, out var fault);
            Check(fault);
            if (isRead)
            {
                Open();
                return true;
            }
        }

        return false;
    }

    private void Open()
    {
        CheckOrder(_frame);
        _inFrame = true;
        _headBytes = 0;
        _controlBytes = 0;
        _frameLeft = _frame.PayloadBytes;
        if (_frame.Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary)
        {
            _messageOpcode = _frame.Opcode;
            _messageBytes = 0;
        }

        if (!_frame.IsControl)
        {
            Check(_frame.PayloadBytes > maxMessageBytes - _messageBytes ? WebSocketFault.MessageTooLarge : WebSocketFault.None);
        }
    }

    private bool TryFill(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var part = bytes[..Math.Min(_frameLeft, bytes.Length)];
        part.CopyTo(_frame.IsControl ? _control.AsSpan(_controlBytes) : RoomInMessage(part.Length));
        _controlBytes += _frame.IsControl ? part.Length : 0;
        _messageBytes += _frame.IsControl ? 0 : part.Length;
        _frameLeft -= part.Length;
        _position += part.Length;
        consumed += part.Length;
        return _frameLeft == 0;
    }

    // It grows with what has come, not with what a head promises.
    private Span<byte> RoomInMessage(int bytes)
    {
        var needed = _messageBytes + bytes;
        if (needed > _message.Length)
        {
            Array.Resize(ref _message, (int)Math.Min(maxMessageBytes, Math.Max(needed, 2L * _message.Length)));
        }

        return _message.AsSpan(_messageBytes);
    }

    private bool TryEnd(out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        _inFrame = false;
        opcode = _frame.IsControl ? _frame.Opcode : _messageOpcode;
        payload = _frame.IsControl ? _control.AsSpan(0, _controlBytes) : _message.AsSpan(0, _messageBytes);
        if (!_frame.IsFinal)
        {
            payload = default;
            return false;
        }

        _messageOpcode = _frame.IsControl ? _messageOpcode : WebSocketOpcode.Continuation;
        CheckPayload(opcode, payload);
        return true;
    }

    // _messageOpcode is Continuation while no message is open.
    private void CheckOrder(in WebSocketFrameHeader frame)
    {
        if (frame.IsControl)
        {
            return;
        }

        var isOpen = _messageOpcode != WebSocketOpcode.Continuation;
        var continues = frame.Opcode == WebSocketOpcode.Continuation;
        Check(continues && !isOpen ? WebSocketFault.UnexpectedContinuation
            : !continues && isOpen ? WebSocketFault.ExpectedContinuation
            : !continues && frame.PayloadBytes > maxMessageBytes ? WebSocketFault.MessageTooLarge
            : WebSocketFault.None);
    }

    private void CheckPayload(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (opcode == WebSocketOpcode.Text)
        {
            Check(Utf8.IsValid(payload) ? WebSocketFault.None : WebSocketFault.BadText);
        }
        else if (opcode == WebSocketOpcode.Close)
        {
            Check(IsClose(payload) ? WebSocketFault.None : WebSocketFault.BadClose);
        }
    }

    private static bool IsClose(ReadOnlySpan<byte> payload) => payload.IsEmpty
        || (payload.Length >= CloseCodeBytes
            && WebSocketClose.MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(payload))
            && Utf8.IsValid(payload[CloseCodeBytes..]));

    private void Check(WebSocketFault fault)
    {
        if (fault != WebSocketFault.None)
        {
            throw new WebSocketFaultException(fault, _frameOffset, "the server's frame breaks RFC 6455 or a limit");
        }
    }
}

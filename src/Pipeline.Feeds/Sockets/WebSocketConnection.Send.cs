using System.Buffers.Binary;
using System.Net.Sockets;

namespace Pipeline.Feeds.Sockets;

/// <summary>The sending half: one frame at a time, whoever sends.</summary>
public sealed partial class WebSocketConnection
{
    private const int FirstSendBytes = 4096;
    private const int CloseCodeBytes = 2;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly WebSocketMasks _masks = new();
    private readonly byte[] _ping = new byte[WebSocketFrameHeader.MaxControlBytes];
    private Task _pong = Task.CompletedTask;
    private byte[] _sending = new byte[FirstSendBytes];
    private bool _isCloseSent;

    /// <summary>Sends UTF-8 text as one frame. Any thread; it returns when the system has the bytes.</summary>
    /// <remarks>Cancelling is possible until the first byte leaves, not later: half a frame would end the connection.</remarks>
    /// <exception cref="IOException">The connection is broken or closing: the text may have left or not.</exception>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> text, CancellationToken ct) => SendAsync(WebSocketOpcode.Text, text, ct);

    /// <summary>Sends a Ping of at most 125 bytes; the Pong comes to the receiver. Any thread.</summary>
    /// <exception cref="IOException">The connection is broken or closing.</exception>
    public ValueTask PingAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, WebSocketFrameHeader.MaxControlBytes);
        return SendAsync(WebSocketOpcode.Ping, payload, ct);
    }

    /// <summary>Says goodbye, waits as long as the options allow for the server to do so, and cuts the connection. Any thread.</summary>
    /// <remarks>The server's answer is seen by the receiving task; without one nothing is waited for.</remarks>
    public async Task CloseAsync(ushort code, CancellationToken ct)
    {
        await TrySendCloseAsync(code).ConfigureAwait(false);
        if (Volatile.Read(ref _isReceiving) != 0)
        {
            await _ended.Task.WaitAsync(_options.CloseTimeout, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Abort();
    }

    private async ValueTask SendAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        await _gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_isCloseSent)
            {
                throw new IOException("the connection is closing");
            }

            _isCloseSent = opcode == WebSocketOpcode.Close;
            await _stream.WriteAsync(Frame(opcode, payload.Span), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            throw new IOException("the connection is cut", e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private ReadOnlyMemory<byte> Frame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_sending.Length < payload.Length + WebSocketFrameWriter.MaxHeaderBytes)
        {
            _sending = new byte[2 * payload.Length + WebSocketFrameWriter.MaxHeaderBytes];
        }

        return _sending.AsMemory(0, WebSocketFrameWriter.Write(_sending, opcode, payload, _masks.Next()));
    }

    // One answer may be on its way; pings that come meanwhile are covered by the answer to a later one, as the RFC allows.
    private void Answer(ReadOnlySpan<byte> ping)
    {
        if (_pong.IsCompleted)
        {
            ping.CopyTo(_ping);
            _pong = TrySendAsync(WebSocketOpcode.Pong, _ping.AsMemory(0, ping.Length));
        }
    }

    private async Task TrySendCloseAsync(ushort code)
    {
        var payload = new byte[CloseCodeBytes];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        await TrySendAsync(WebSocketOpcode.Close, payload).WaitAsync(_options.CloseTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TrySendAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await SendAsync(opcode, payload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The receiving task meets the same broken connection and says how it ended.
            Abort();
        }
    }
}

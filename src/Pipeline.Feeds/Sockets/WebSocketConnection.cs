using System.IO.Pipelines;

namespace Pipeline.Feeds.Sockets;

/// <summary>A websocket to a server: whole messages in, whole messages out, no compression.</summary>
/// <remarks>
/// <see cref="ReceiveAsync"/> runs once, on one task; sends come from any thread. 0 B allocated a received message in steady
/// state. A Ping is answered by the receiving task, so a connection that nobody receives on dies of its server's patience.
/// </remarks>
public sealed partial class WebSocketConnection : IAsyncDisposable
{
    private readonly WebSocketOptions _options;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly WebSocketFrameReader _frames;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketClose? _close;
    private int _isReceiving;

    private WebSocketConnection(WebSocketOptions options, Stream stream, PipeReader reader)
    {
        _options = options;
        _stream = stream;
        _reader = reader;
        _frames = new WebSocketFrameReader(options.MaxFrameBytes, options.MaxMessageBytes);
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="WebSocketFaultException">Refused: plain, TLS, handshake.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody answers at that address.</exception>
    /// <exception cref="IOException">The connection broke while it was being made.</exception>
    /// <exception cref="TimeoutException">It took longer than the options allow.</exception>
    public static async Task<WebSocketConnection> ConnectAsync(WebSocketOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            var (stream, reader) = await WebSocketDial.OpenAsync(options, limit.Token).ConfigureAwait(false);
            return new WebSocketConnection(options, stream, reader);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"{options.Uri.Host} was not connected within {options.ConnectTimeout}");
        }
    }

    /// <summary>Hands what arrives to <paramref name="receiver"/> until the connection ends, and says how it ended.</summary>
    /// <remarks>A broken network is an ending with code 1006, no exception.</remarks>
    /// <exception cref="WebSocketFaultException">The server broke the protocol; it was told and cut off.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the connection is of no more use.</exception>
    public async Task<WebSocketClose> ReceiveAsync(IWebSocketReceiver receiver, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _isReceiving, 1) != 0)
        {
            throw new InvalidOperationException("a connection is received on once");
        }

        try
        {
            return await ReceiveAllAsync(receiver, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            return new WebSocketClose(WebSocketClose.Abnormal, e.Message);
        }
        catch (WebSocketFaultException e)
        {
            await TrySendCloseAsync(e.CloseCode).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Abort();
            _ended.TrySetResult();
        }
    }

    /// <summary>Cuts the connection without a word. Any thread; a receiving task ends with code 1006.</summary>
    public void Abort() => _stream.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    private async Task<WebSocketClose> ReceiveAllAsync(IWebSocketReceiver receiver, CancellationToken ct)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(ct).ConfigureAwait(false);
            var receiveNanos = _options.Clock.UtcNanos;
            foreach (var memory in read.Buffer)
            {
                Take(memory.Span, receiver, receiveNanos);
            }

            _reader.AdvanceTo(read.Buffer.End);
            if (_close is { } close)
            {
                await TrySendCloseAsync(close.Code == WebSocketClose.NoCode ? WebSocketClose.Normal : close.Code).ConfigureAwait(false);
                return close;
            }

            if (read.IsCompleted)
            {
                return new WebSocketClose(WebSocketClose.Abnormal, "the connection ended without a close frame");
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, IWebSocketReceiver receiver, long receiveNanos)
    {
        while (_close is null && _frames.TryRead(bytes, out var consumed, out var opcode, out var payload))
        {
            bytes = bytes[consumed..];
            Hand(opcode, payload, receiver, receiveNanos);
        }
    }

    private void Hand(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, IWebSocketReceiver receiver, long receiveNanos)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Close:
                _close = WebSocketFrameReader.ReadClose(payload);
                break;
            case WebSocketOpcode.Ping:
                Answer(payload);
                receiver.OnControl(opcode, payload, receiveNanos);
                break;
            case WebSocketOpcode.Pong:
                receiver.OnControl(opcode, payload, receiveNanos);
                break;
            default:
                receiver.OnMessage(opcode, payload, receiveNanos);
                break;
        }
    }
}

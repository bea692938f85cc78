using System.Collections.Concurrent;
using System.Text.Json;
using Pipeline.Feeds.Sockets;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>One websocket that is kept open: what it receives is queued for the gateway's thread, and so is its coming and going.</summary>
/// <remarks>Sends come from the gateway's thread; the receiving task only queues.</remarks>
internal sealed class OrderSocket(WebSocketOptions options, IClock clock, Action wake) : IWebSocketReceiver
{
    private const long RetryNanos = 1_000_000_000;
    private readonly ConcurrentQueue<byte[]?> _inbox = new();
    private volatile WebSocketConnection? _connection;
    private Task _running = Task.CompletedTask;
    private long _nextNanos;

    /// <summary>Whether it is open.</summary>
    public bool IsUp => _connection is not null;

    /// <summary>Opens it where it is not, at most once a second.</summary>
    public void Keep(CancellationToken ct)
    {
        if (_running.IsCompleted && clock.MonotonicNanos >= _nextNanos)
        {
            _nextNanos = clock.MonotonicNanos + RetryNanos;
            _running = RunAsync(ct);
        }
    }

    /// <summary>The next message, or null for "opened or closed"; false where nothing waits.</summary>
    public bool TryTake(out byte[]? message) => _inbox.TryDequeue(out message);

    /// <summary>Begins to send; false where it is not open. The task ends when the system has the bytes.</summary>
    public bool TrySend(ReadOnlyMemory<byte> text, out Task sending)
    {
        var connection = _connection;
        sending = connection is null ? Task.CompletedTask : connection.SendTextAsync(text, CancellationToken.None).AsTask();
        return connection is not null;
    }

    /// <summary>Cuts it.</summary>
    public void Abort() => _connection?.Abort();

    /// <inheritdoc/>
    public void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos)
    {
        _inbox.Enqueue(payload.ToArray());
        wake();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            var connection = await WebSocketConnection.ConnectAsync(options, ct).ConfigureAwait(false);
            _connection = connection;
            Tell();
            await connection.ReceiveAsync(this, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException
            or WebSocketFaultException or System.Net.Sockets.SocketException or JsonException)
        {
            LastProblem = exception.GetType().Name;
        }
        finally
        {
            _connection = null;
            Tell();
        }
    }

    /// <summary>Kind of the last failure; never its text, which may hold an address with a key.</summary>
    public string LastProblem { get; private set; } = "";

    private void Tell()
    {
        _inbox.Enqueue(null);
        wake();
    }
}

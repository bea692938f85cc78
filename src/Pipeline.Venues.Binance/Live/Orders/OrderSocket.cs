using System.Collections.Concurrent;
using System.Text.Json;
using Pipeline.Events;
using Pipeline.Feeds.Sockets;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>One websocket that is kept open: what it receives is queued for the gateway's thread, and so is its coming and going.</summary>
/// <remarks>
/// Each try waits twice as long as the one before, from 1 to 2 s up to 1 to 2 minutes, and as long as the venue asks: it bans an address
/// that connects without end. One that held for ten seconds was no failure. Sends come from the gateway's thread; the receiving task only queues.
/// </remarks>
internal sealed class OrderSocket(WebSocketOptions options, IClock clock, Action wake) : IWebSocketReceiver
{
    private const long Second = 1_000_000_000;
    private const long StableNanos = 10 * Second;
    private const long NanosPerTick = 100;
    private readonly Backoff _backoff = new(2 * Second, 128 * Second, new Random(0));
    private readonly ConcurrentQueue<byte[]?> _inbox = new();
    private volatile WebSocketConnection? _connection;
    private Task _running = Task.CompletedTask;
    private long _nextNanos;
    private long _heldNanos;

    /// <summary>Whether it is open.</summary>
    public bool IsUp => _connection is not null;

    /// <summary>Opens it where it is not and a try is due.</summary>
    public void Keep(CancellationToken ct)
    {
        if (!_running.IsCompleted || clock.MonotonicNanos < _nextNanos)
        {
            return;
        }

        if (_heldNanos >= StableNanos)
        {
            _backoff.Reset();
        }

        _heldNanos = 0;
        _nextNanos = clock.MonotonicNanos + _backoff.Next();
        _running = RunAsync(ct);
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
        var opened = InputRecord.Absent;
        try
        {
            var connection = await WebSocketConnection.ConnectAsync(options, ct).ConfigureAwait(false);
            _connection = connection;
            opened = clock.MonotonicNanos;
            Tell();
            await connection.ReceiveAsync(this, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException
            or WebSocketFaultException or System.Net.Sockets.SocketException or JsonException)
        {
            LastProblem = exception.GetType().Name;
            var asked = (exception as WebSocketFaultException)?.RetryAfter?.Ticks * NanosPerTick ?? 0;
            _nextNanos = Math.Max(_nextNanos, clock.MonotonicNanos + asked);
        }
        finally
        {
            _connection = null;
            _heldNanos = opened == InputRecord.Absent ? 0 : clock.MonotonicNanos - opened;
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

using System.Net.Sockets;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>A connection of the feed on a real socket: what it receives goes into the lane, how it fares into the feed's queue.</summary>
internal sealed class FeedSocket(FeedLink link, FeedLane lane, WebSocketOptions options, Action<FeedEvent> report) : IWebSocketReceiver
{
    private const long NanosPerTick = 100;

    private WebSocketConnection? _connection;
    private long _messages;
    private volatile bool _isClosed;

    /// <summary>Opens and receives to the end. It throws nothing: every ending is an event.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var retryAfter = 0L;
        try
        {
            await using var connection = await WebSocketConnection.ConnectAsync(options, ct).ConfigureAwait(false);
            _connection = connection;
            report(new FeedEvent(FeedEventKind.Opened, link));
            if (!_isClosed)
            {
                await connection.ReceiveAsync(this, ct).ConfigureAwait(false);
            }
        }
        catch (WebSocketFaultException e)
        {
            retryAfter = (e.RetryAfter?.Ticks ?? 0) * NanosPerTick;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or OperationCanceledException)
        {
            retryAfter = 0;
        }
        finally
        {
            report(new FeedEvent(FeedEventKind.Ended, link) { RetryAfterNanos = retryAfter });
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> command, CancellationToken ct)
    {
        try
        {
            await _connection!.SendTextAsync(command, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The receiving side meets the same end and reports it.
            _connection!.Abort();
        }
    }

    public async Task CloseAsync(CancellationToken ct)
    {
        _isClosed = true;
        if (_connection is { } connection)
        {
            await connection.CloseAsync(WebSocketClose.Normal, ct).ConfigureAwait(false);
        }
    }

    public void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos) =>
        lane.Receive(link, payload, receiveNanos, ++_messages);
}

using Pipeline.Feeds.Sockets;
using Pipeline.LatencyLab.Contenders;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab.Transports;

/// <summary>The project's own websocket client, which hands messages on where they lie in its receive buffer.</summary>
internal static class PipelineClient
{
    public static async Task ReceiveAsync(Uri address, Func<int, long> receiveNanosOf, IContender contender)
    {
        var options = new WebSocketOptions { Uri = address, AllowPlain = true, Clock = new MonotonicClock() };
        await using var connection = await WebSocketConnection.ConnectAsync(options, CancellationToken.None);
        await connection.ReceiveAsync(new Receiver(receiveNanosOf, contender), CancellationToken.None);
    }

    private sealed class Receiver(Func<int, long> receiveNanosOf, IContender contender) : IWebSocketReceiver
    {
        private int _next;

        public void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos)
        {
            contender.Receive(new Arrival(_next, receiveNanosOf(_next), receiveNanos), payload);
            _next++;
        }
    }

    // The client stamps with UTC; here the stamp is compared with the monotonic clock.
    private sealed class MonotonicClock : IClock
    {
        public long UtcNanos => SystemClock.Instance.MonotonicNanos;

        public long MonotonicNanos => SystemClock.Instance.MonotonicNanos;
    }
}

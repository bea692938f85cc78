using System.Net.WebSockets;
using Pipeline.LatencyLab.Contenders;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab.Transports;

/// <summary>ClientWebSocket in the usual loop: into one buffer until the message has ended.</summary>
internal static class OrdinaryClient
{
    private const int BufferBytes = 1 << 20;

    public static async Task ReceiveAsync(Uri address, Func<int, long> receiveNanosOf, IContender contender)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, CancellationToken.None);
        var buffer = new byte[BufferBytes];
        for (var number = 0; ; number++)
        {
            if (await ReceiveMessageAsync(socket, buffer) is not { } length)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            var arrival = new Arrival(number, receiveNanosOf(number), SystemClock.Instance.MonotonicNanos);
            contender.Receive(arrival, buffer.AsSpan(0, length));
        }
    }

    private static async ValueTask<int?> ReceiveMessageAsync(ClientWebSocket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return length;
            }
        }
    }
}

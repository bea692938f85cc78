using System.Net.Security;
using System.Net.WebSockets;
using System.Text.Unicode;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Comparisons;

/// <summary>The two clients, each receiving all that a server sends; they return the bytes received.</summary>
internal static class SocketClients
{
    public static async Task<long> Ours(SocketServer server)
    {
        var options = new WebSocketOptions { Uri = server.Address, AllowPlain = true, TrustedRoot = server.Certificate };
        await using var connection = await WebSocketConnection.ConnectAsync(options, CancellationToken.None);
        var counter = new Counter();
        await connection.ReceiveAsync(counter, CancellationToken.None);
        return counter.Bytes;
    }

    public static async Task<long> Theirs(SocketServer server)
    {
        using var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            errors == SslPolicyErrors.None || certificate!.GetCertHashString() == server.Certificate!.GetCertHashString();
        await client.ConnectAsync(server.Address, CancellationToken.None);
        var buffer = new byte[64 << 10];
        var bytes = 0L;
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return bytes;
            }

            bytes += Utf8.IsValid(buffer.AsSpan(0, part.Count)) ? part.Count : 0;
        }
    }

    private sealed class Counter : IWebSocketReceiver
    {
        public long Bytes { get; private set; }

        public void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos) => Bytes += payload.Length;
    }
}

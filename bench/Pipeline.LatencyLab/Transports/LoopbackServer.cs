using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.LatencyLab.Transports;

/// <summary>One websocket client at a time, served with plain blocking sends.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private const string KeyName = "Sec-WebSocket-Key:";
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly byte[] NormalClose = [0x88, 2, 0x03, 0xE8];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _client;

    public LoopbackServer() => _listener.Start();

    public Uri Address => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Waits for a client and shakes hands with it.</summary>
    public void Accept()
    {
        _client = _listener.AcceptSocket();
        _client.NoDelay = true;
        var request = ReadRequest(_client);
        var key = request.Split("\r\n").Single(line => line.StartsWith(KeyName, StringComparison.OrdinalIgnoreCase))[KeyName.Length..].Trim();
        var proof = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
        Send(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n\r\n"));
    }

    /// <summary>Sends all of it; returns when the system has it.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_client!.Send(bytes)..];
        }
    }

    /// <summary>Says that all is said.</summary>
    public void Close() => Send(NormalClose);

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }

    private static string ReadRequest(Socket client)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = client.Receive(buffer.AsSpan(length));
            length += read > 0 ? read : throw new IOException("the client left during the handshake");
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}

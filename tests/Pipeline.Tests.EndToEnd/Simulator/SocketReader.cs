using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Pipeline.Tests.EndToEnd.Simulator;

/// <summary>A websocket of .NET's own: an independent client of the simulated exchange.</summary>
internal sealed class SocketReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public ClientWebSocket Socket => _socket;

    public static async Task<SocketReader> OpenAsync(string address)
    {
        var reader = new SocketReader();
        using var patience = new CancellationTokenSource(Patience);
        await reader._socket.ConnectAsync(new Uri(address), patience.Token);
        return reader;
    }

    public async Task SendAsync(object message)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, patience.Token);
    }

    public async Task<JsonElement> ReadAsync() => JsonDocument.Parse(await ReadTextAsync(Patience)).RootElement.Clone();

    /// <summary>The next text; throws where the connection ends or nothing comes in time.</summary>
    public async Task<string> ReadTextAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        var length = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            length += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            }

            if (result.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    /// <summary>Reads on to the first message that <paramref name="wanted"/> holds for.</summary>
    public async Task<JsonElement> ReadUntilAsync(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var message = await ReadAsync();
            if (wanted(message))
            {
                return message;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}

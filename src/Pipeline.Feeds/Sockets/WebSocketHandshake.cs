using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Feeds.Sockets;

/// <summary>The HTTP exchange that opens a websocket: the request's text, and whether an answer agrees to it. Sans-IO.</summary>
/// <remarks>Offers no extension and no protocol, so a server that chooses one is at fault. Single use.</remarks>
public sealed class WebSocketHandshake
{
    /// <summary>Most bytes of an answer's head.</summary>
    public const int MaxAnswerBytes = 16 << 10;

    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyBytes = 16;
    private const int SwitchingProtocols = 101;

    private readonly WebSocketOptions _options;
    private readonly string _key;

    /// <summary>A handshake with a fresh key.</summary>
    public WebSocketHandshake(WebSocketOptions options)
        : this(options, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)))
    {
    }

    /// <summary>A handshake with a given key.</summary>
    public WebSocketHandshake(WebSocketOptions options, string key)
    {
        _options = options;
        _key = key;
    }

    /// <summary>The request, as it goes on the wire.</summary>
    public byte[] Request()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"GET {_options.Uri.PathAndQuery} HTTP/1.1\r\n")
            .Append(CultureInfo.InvariantCulture, $"Host: {_options.Uri.Authority}\r\n")
            .Append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .Append(CultureInfo.InvariantCulture, $"Sec-WebSocket-Key: {_key}\r\n");
        foreach (var (name, value) in _options.Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Line(name)}: {Line(value)}\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>Checks the answer.</summary>
    /// <returns>Bytes of the answer's head, or 0 where it has not ended yet.</returns>
    /// <exception cref="WebSocketFaultException">The server refuses, or what answers is no websocket server.</exception>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxAnswerBytes ? 0 : throw Fault(WebSocketFault.BadHandshake, bytes.Length, "the answer's head does not end");
        }

        var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        var headers = HeadersOf(lines);
        CheckStatus(lines[0], headers);
        CheckUpgrade(headers);
        return end + 4;
    }

    private static string Line(string text) => text.AsSpan().ContainsAny('\r', '\n')
        ? throw new ArgumentException("a header holds a line end")
        : text;

    private static Dictionary<string, string> HeadersOf(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw Fault(WebSocketFault.BadHandshake, 0, "a line of the answer is no header");
            }

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out var other) ? $"{other}, {value}" : value;
        }

        return headers;
    }

    private static void CheckStatus(string line, Dictionary<string, string> headers)
    {
        var isStatus = line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line.Length >= 12;
        if (!isStatus || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw Fault(WebSocketFault.BadHandshake, 0, "the answer is not HTTP/1.1");
        }

        if (status != SwitchingProtocols)
        {
            throw new WebSocketFaultException(WebSocketFault.UpgradeRefused, 0, $"status {status}")
            {
                StatusCode = status,
                RetryAfter = RetryAfter(headers),
            };
        }
    }

    private static TimeSpan? RetryAfter(Dictionary<string, string> headers) =>
        headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private void CheckUpgrade(Dictionary<string, string> headers)
    {
        if (!Holds(headers, "Upgrade", "websocket") || !Holds(headers, "Connection", "upgrade"))
        {
            throw Fault(WebSocketFault.BadHandshake, 0, "the answer does not upgrade to websocket");
        }

        if (headers.GetValueOrDefault("Sec-WebSocket-Accept") != Accept(_key))
        {
            throw Fault(WebSocketFault.BadAcceptKey, 0, "Sec-WebSocket-Accept is not the request's");
        }

        if (headers.ContainsKey("Sec-WebSocket-Extensions") || headers.ContainsKey("Sec-WebSocket-Protocol"))
        {
            throw Fault(WebSocketFault.NotOffered, 0, "an extension or protocol that was not offered");
        }
    }

    private static bool Holds(Dictionary<string, string> headers, string name, string token) =>
        headers.TryGetValue(name, out var value)
        && value.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);

    // RFC 6455 prescribes SHA-1; it proves that the server read the key and protects nothing.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));

    private static WebSocketFaultException Fault(WebSocketFault fault, long offset, string what) => new(fault, offset, what);
}

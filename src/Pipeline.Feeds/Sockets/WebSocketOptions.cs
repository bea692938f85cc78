using System.Security.Cryptography.X509Certificates;
using Pipeline.Primitives;

namespace Pipeline.Feeds.Sockets;

/// <summary>How a websocket is opened and what it accepts.</summary>
public sealed record WebSocketOptions
{
    /// <summary>`wss://host[:port]/path?query`, or `ws://` where <see cref="AllowPlain"/> says so.</summary>
    public required Uri Uri { get; init; }

    /// <summary>More lines for the request's head.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Longest time for name, TCP, TLS and handshake together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the peer's close frame after ours. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether `ws://` is allowed. Default no.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>The only root that is trusted, instead of the machine's; for tests and closed networks. Default none.</summary>
    public X509Certificate2? TrustedRoot { get; init; }

    /// <summary>Most bytes of one frame. Default 16 MiB.</summary>
    public int MaxFrameBytes { get; init; } = 16 << 20;

    /// <summary>Most bytes of one message, over all its frames. Default 16 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Most bytes taken from the socket at once. Default 64 KiB.</summary>
    public int ReceiveBufferBytes { get; init; } = 64 << 10;

    /// <summary>Stamps what is received.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;
}

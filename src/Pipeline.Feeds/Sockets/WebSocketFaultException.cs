namespace Pipeline.Feeds.Sockets;

/// <summary>A connection was refused, or its peer broke the protocol: what, and at which byte.</summary>
public sealed class WebSocketFaultException : Exception
{
    /// <summary>A fault at byte <paramref name="offset"/> of what the server sent, counted from the end of the handshake, or in it.</summary>
    public WebSocketFaultException(WebSocketFault fault, long offset, string what, Exception? inner = null)
        : base($"{fault} at byte {offset}: {what}", inner)
    {
        Fault = fault;
        Offset = offset;
    }

    /// <summary>What.</summary>
    public WebSocketFault Fault { get; }

    /// <summary>Where: the first byte of the frame, or of the line of the handshake.</summary>
    public long Offset { get; }

    /// <summary>Status of a refused upgrade, else 0.</summary>
    public int StatusCode { get; init; }

    /// <summary>What the server's Retry-After asked for, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The close code that tells the peer.</summary>
    internal ushort CloseCode => Fault switch
    {
        WebSocketFault.BadText => WebSocketClose.InvalidText,
        WebSocketFault.FrameTooLarge or WebSocketFault.MessageTooLarge => WebSocketClose.TooLarge,
        _ => WebSocketClose.ProtocolError,
    };
}

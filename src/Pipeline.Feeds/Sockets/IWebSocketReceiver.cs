namespace Pipeline.Feeds.Sockets;

/// <summary>Takes what a connection receives.</summary>
/// <remarks>One call at a time, in the order of arrival; the thread may change between calls. It holds up the socket while it runs.</remarks>
public interface IWebSocketReceiver
{
    /// <summary>A whole message.</summary>
    /// <param name="opcode">Text or Binary.</param>
    /// <param name="payload">The message; valid only during the call.</param>
    /// <param name="receiveNanos">UTC nanoseconds at which its last bytes came from the socket.</param>
    void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos);

    /// <summary>A Ping, which is answered already, or a Pong: a sign of life.</summary>
    void OnControl(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos)
    {
    }
}

namespace Pipeline.Feeds.Sockets;

/// <summary>What a frame is, as RFC 6455 numbers it.</summary>
public enum WebSocketOpcode : byte
{
    /// <summary>Goes on with the message that an earlier frame began.</summary>
    Continuation = 0,

    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>Bytes.</summary>
    Binary = 2,

    /// <summary>The last frame of a side: a code and a reason.</summary>
    Close = 8,

    /// <summary>Asks for a Pong with the same payload.</summary>
    Ping = 9,

    /// <summary>Answers a Ping, or nothing.</summary>
    Pong = 10,
}

namespace Pipeline.Feeds.Sockets;

/// <summary>What a peer did that no websocket peer may do, or why a connection was not made.</summary>
public enum WebSocketFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An unencrypted address where the options demand TLS.</summary>
    PlainRefused,

    /// <summary>The certificate is expired, self-signed, for another host or of an unknown root, or no protocol fits.</summary>
    TlsRefused,

    /// <summary>The answer to the handshake is not HTTP, or too long.</summary>
    BadHandshake,

    /// <summary>The server answered with another status than 101.</summary>
    UpgradeRefused,

    /// <summary>The answer's key does not prove that the server read the request.</summary>
    BadAcceptKey,

    /// <summary>The server chose an extension or a protocol that was not offered.</summary>
    NotOffered,

    /// <summary>A reserved bit is set though no extension was agreed.</summary>
    ReservedBits,

    /// <summary>No such opcode.</summary>
    UnknownOpcode,

    /// <summary>A server's frame is masked.</summary>
    MaskedByServer,

    /// <summary>A control frame in pieces.</summary>
    FragmentedControl,

    /// <summary>A control frame of more than 125 bytes.</summary>
    LongControl,

    /// <summary>A length that is not written as short as possible, or negative.</summary>
    BadLength,

    /// <summary>A frame over the limit.</summary>
    FrameTooLarge,

    /// <summary>A message over the limit.</summary>
    MessageTooLarge,

    /// <summary>A continuation of nothing.</summary>
    UnexpectedContinuation,

    /// <summary>A new message inside another one.</summary>
    ExpectedContinuation,

    /// <summary>Text that is not UTF-8.</summary>
    BadText,

    /// <summary>A close frame of one byte, with a code that may not be sent, or with a reason that is not UTF-8.</summary>
    BadClose,
}

namespace Pipeline.Feeds.Sockets;

/// <summary>How a connection ended.</summary>
/// <param name="Code">The peer's code; <see cref="NoCode"/> where its frame had none, <see cref="Abnormal"/> where there was no frame.</param>
/// <param name="Reason">The peer's words, or the network's.</param>
public readonly record struct WebSocketClose(ushort Code, string Reason)
{
    /// <summary>All is said.</summary>
    public const ushort Normal = 1000;

    /// <summary>The peer broke the protocol.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>A close frame without code; never sent.</summary>
    public const ushort NoCode = 1005;

    /// <summary>The connection ended without a close frame; never sent.</summary>
    public const ushort Abnormal = 1006;

    /// <summary>Text that is not UTF-8.</summary>
    public const ushort InvalidText = 1007;

    /// <summary>The peer's rules were broken.</summary>
    public const ushort Policy = 1008;

    /// <summary>A message over the limit.</summary>
    public const ushort TooLarge = 1009;

    /// <summary>Whether a peer may send this code.</summary>
    public static bool MayBeSent(ushort code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}

namespace Pipeline.Events;

/// <summary>Code of a ConnectionState record. Its Epoch is the connection's number, Value its lane, Limit its route.</summary>
/// <remarks>Whatever is neither <see cref="Connecting"/> nor <see cref="Ended"/> says that the connection is alive.</remarks>
public enum ConnectionPhase
{
    /// <summary>Being opened.</summary>
    Connecting = 1,

    /// <summary>Open.</summary>
    Open = 2,

    /// <summary>Every stream that must speak has spoken.</summary>
    Delivering = 3,

    /// <summary>Ended.</summary>
    Ended = 4,
}

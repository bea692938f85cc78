namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Code of a ConnectionState record. Its Epoch is the connection's number, Value its lane, Limit its route.</summary>
public enum FeedConnectionState
{
    /// <summary>Being opened.</summary>
    Connecting = (int)Events.ConnectionPhase.Connecting,

    /// <summary>Open; subscriptions are on their way.</summary>
    Open = (int)Events.ConnectionPhase.Open,

    /// <summary>Every stream that must speak has spoken.</summary>
    Delivering = (int)Events.ConnectionPhase.Delivering,

    /// <summary>Ended; the reason is a <see cref="FeedEndReason"/>.</summary>
    Ended = (int)Events.ConnectionPhase.Ended,
}

/// <summary>Why a connection ended.</summary>
public enum FeedEndReason
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>The venue or the network ended it.</summary>
    Lost = 1,

    /// <summary>It could not be opened.</summary>
    Refused = 2,

    /// <summary>A stream stayed mute, so it was given up.</summary>
    Mute = 3,

    /// <summary>Its successor delivers.</summary>
    Rotated = 4,
}

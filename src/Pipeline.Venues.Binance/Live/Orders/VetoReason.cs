namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Why the last look let no bytes leave: <see cref="Events.OrderBody.Reason"/> of an OrderVetoed record.</summary>
/// <remarks>The numbers are on tape: append, never renumber.</remarks>
public enum VetoReason
{
    /// <summary>Nothing speaks against it.</summary>
    None = 0,

    /// <summary>The gateway is halted.</summary>
    Halted = 1,

    /// <summary>What caused it is older than allowed.</summary>
    TooOld = 2,

    /// <summary>Not connected, not reconciled, or the dead-man switch is not set.</summary>
    SessionNotReady = 3,

    /// <summary>The queue to the gateway is full.</summary>
    QueueFull = 4,

    /// <summary>The venue's order or weight limits leave no room.</summary>
    RateLimited = 5,

    /// <summary>The id was used before: an order is never sent twice.</summary>
    UsedId = 6,

    /// <summary>An amend or cancel of an order that is not open.</summary>
    UnknownOrder = 7,

    /// <summary>Another amend of the order is unanswered.</summary>
    AmendPending = 8,

    /// <summary>The connection failed before any byte left.</summary>
    NotSent = 9,

    /// <summary>The intent is no order, or of another session.</summary>
    Malformed = 10,
}

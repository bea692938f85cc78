namespace Pipeline.Orders;

/// <summary>What the venue answered to a query: <see cref="Events.OrderBody.Reason"/> of an OrderQueryResult record.</summary>
/// <remarks>The numbers are on tape: append, never renumber.</remarks>
public enum QueryStatus
{
    /// <summary>No answer that can be used: nothing changes.</summary>
    None = 0,

    /// <summary>It rests or is partly filled.</summary>
    Working = 1,

    /// <summary>It is filled in full.</summary>
    Filled = 2,

    /// <summary>It was cancelled.</summary>
    Canceled = 3,

    /// <summary>It was refused.</summary>
    Rejected = 4,

    /// <summary>It lapsed.</summary>
    Expired = 5,

    /// <summary>The venue never saw it. The gateway says so only once the request can no longer be on its way.</summary>
    NotFound = 6,
}

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Where the venue says an order stands.</summary>
public enum VenueOrderStatus : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>NEW.</summary>
    New = 1,

    /// <summary>PARTIALLY_FILLED.</summary>
    PartiallyFilled = 2,

    /// <summary>FILLED.</summary>
    Filled = 3,

    /// <summary>CANCELED.</summary>
    Canceled = 4,

    /// <summary>EXPIRED or EXPIRED_IN_MATCH.</summary>
    Expired = 5,

    /// <summary>REJECTED.</summary>
    Rejected = 6,
}

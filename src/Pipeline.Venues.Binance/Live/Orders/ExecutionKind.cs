namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What an execution report says.</summary>
public enum ExecutionKind : byte
{
    /// <summary>Nothing that is used.</summary>
    None = 0,

    /// <summary>The order was accepted.</summary>
    New = 1,

    /// <summary>It was cancelled.</summary>
    Canceled = 2,

    /// <summary>What was left of it lapsed.</summary>
    Expired = 3,

    /// <summary>It traded; liquidation fills count as trades.</summary>
    Trade = 4,

    /// <summary>Its price or size was changed.</summary>
    Amendment = 5,
}

namespace Pipeline.Events;

/// <summary>Side of an order or a taker.</summary>
public enum Side : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Buy.</summary>
    Buy = 1,

    /// <summary>Sell.</summary>
    Sell = 2,
}

/// <summary>How long an order stands.</summary>
public enum TimeInForce : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Good till cancelled.</summary>
    GoodTillCanceled = 1,

    /// <summary>Immediate or cancel.</summary>
    ImmediateOrCancel = 2,

    /// <summary>Fill or kill.</summary>
    FillOrKill = 3,

    /// <summary>Post only.</summary>
    PostOnly = 4,
}

/// <summary>What an intent wants done.</summary>
public enum OrderAction : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A new order.</summary>
    New = 1,

    /// <summary>Another price or size for a working order.</summary>
    Amend = 2,

    /// <summary>Take a working order back.</summary>
    Cancel = 3,
}

/// <summary>One-bit facts of an intent.</summary>
[Flags]
public enum OrderFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>May only make the position smaller.</summary>
    ReduceOnly = 1,

    /// <summary>A market order: no price of its own.</summary>
    Market = 2,
}

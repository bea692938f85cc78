namespace Pipeline.Events;

/// <summary>Why Risk refused an intent: one code a check. The numbers are on tape: append, never renumber.</summary>
public enum RejectReason
{
    /// <summary>It passed.</summary>
    None = 0,

    /// <summary>R1: the latch is not ACTIVE.</summary>
    Killed = 1,

    /// <summary>R2: build or configuration not approved.</summary>
    Unapproved = 2,

    /// <summary>R3: instrument unknown, not tradable, or without filters.</summary>
    NoFilter = 3,

    /// <summary>R4: a price or size that is not positive, off grid or overflows.</summary>
    BadNumber = 4,

    /// <summary>R5: no valid book, or an old one.</summary>
    Stale = 5,

    /// <summary>R6: crossed, too wide, or the mid jumped.</summary>
    MarketDataSanity = 6,

    /// <summary>R7: clock offset over limit.</summary>
    Clock = 7,

    /// <summary>R8: price too far from the market.</summary>
    Collar = 8,

    /// <summary>R9: market orders are off.</summary>
    MarketOrdersOff = 9,

    /// <summary>R10: size or notional over the limit of one order.</summary>
    FatFinger = 10,

    /// <summary>R11: worst-case position over the limit.</summary>
    PositionLimit = 11,

    /// <summary>R12: gross exposure, leverage or margin over the limit.</summary>
    Gross = 12,

    /// <summary>R13: cumulative traded notional over the limit.</summary>
    ChildSum = 13,

    /// <summary>R14: too many messages in a window.</summary>
    Throttle = 14,

    /// <summary>R15: the same order again, or fills without a new signal.</summary>
    Duplicate = 15,

    /// <summary>R16: would trade with an own order.</summary>
    SelfMatch = 16,

    /// <summary>R17: too many open orders.</summary>
    OpenOrders = 17,

    /// <summary>R18: reduce-only size over the position.</summary>
    ReduceOnly = 18,

    /// <summary>R19: a loss limit is breached.</summary>
    Loss = 19,

    /// <summary>R20: the client order id was used before.</summary>
    DuplicateId = 20,

    /// <summary>R21: the journal cannot take it.</summary>
    Journal = 21,
}

namespace Pipeline.Events;

/// <summary>Why a message could not become a record. The numbers are on tape: append, never renumber.</summary>
public enum DeadLetterReason
{
    /// <summary>It could.</summary>
    None = 0,

    /// <summary>The line has no receive time, or one that is neither nanoseconds nor microseconds.</summary>
    BadReceiveTime = 1,

    /// <summary>The text is not JSON, or ends in the middle.</summary>
    MalformedJson = 2,

    /// <summary>A member that the message needs is missing.</summary>
    MissingMember = 3,

    /// <summary>A member has a type or form that it may not have.</summary>
    BadMember = 4,

    /// <summary>A price is finer than 1e-8, the unit of all prices.</summary>
    PriceTooFine = 5,

    /// <summary>A size is finer than 1e-8, the unit of all sizes.</summary>
    SizeTooFine = 6,

    /// <summary>A number does not fit 64 bits.</summary>
    Overflow = 7,

    /// <summary>A price or size that must be positive is not.</summary>
    NotPositive = 8,

    /// <summary>More levels than a lane's arena takes for one message.</summary>
    TooManyLevels = 9,

    /// <summary>The symbol is in no instrument table.</summary>
    UnknownSymbol = 10,

    /// <summary>A snapshot that says no symbol while several are followed.</summary>
    AmbiguousSnapshot = 11,

    /// <summary>U is greater than u, or an id is negative.</summary>
    BadUpdateIds = 12,

    /// <summary>The message is longer than a lane takes.</summary>
    TooLong = 13,
}

namespace Pipeline.Events;

/// <summary>One-bit facts of an input record.</summary>
[Flags]
public enum RecordFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Trade: the buyer was the maker, so the taker sold.</summary>
    BuyerIsMaker = 1,

    /// <summary>Trade: `X` was not MARKET. Counted, kept, and used by nothing.</summary>
    Filtered = 2,

    /// <summary>Depth: the venue chains events by `pu` (futures). Without it: by `U` = previous `u` + 1 (spot).</summary>
    ChainedByPrevious = 4,

    /// <summary>Read back from a damaged tape.</summary>
    Salvaged = 8,

    /// <summary>Made by a generator, not by a market.</summary>
    Synthetic = 16,

    /// <summary>The symbol belongs to an instrument that this run does not follow.</summary>
    Foreign = 32,

    /// <summary>Dead letter: the message was about the book, a diff or a snapshot.</summary>
    AboutBook = 128,
}

namespace Pipeline.Book;

/// <summary>How an instrument's book is kept.</summary>
public sealed record InstrumentBookOptions
{
    /// <summary>The hold of a book that several sockets feed: 50 ms.</summary>
    public const long TwoLaneHoldNanos = 50_000_000;

    /// <summary>The usual ones.</summary>
    public static readonly InstrumentBookOptions Default = new();

    /// <summary>Ticks of each side's window: a power of two, at least 256. Default 32,768. Changes speed and memory, never a result.</summary>
    public int WindowTicks { get; init; } = BookSide.DefaultWindowTicks;

    /// <summary>
    /// Pipeline time, nanoseconds, that a diff which does not follow waits for another socket to bring what is missing.
    /// Default 0: one socket, so the chain is broken at once. Several sockets: <see cref="TwoLaneHoldNanos"/>.
    /// </summary>
    public long HoldNanos { get; init; }
}

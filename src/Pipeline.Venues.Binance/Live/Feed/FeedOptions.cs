namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>What a feed follows and how patient it is. Times are nanoseconds.</summary>
public sealed record FeedOptions
{
    /// <summary>The streams.</summary>
    public required IReadOnlyList<StreamContract> Streams { get; init; }

    /// <summary>Symbols by instrument index, as REST names them.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Redundant sockets a route: 1 or 2. Default 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Age at which a connection is replaced; half as old for the second lane's first one. Default 23 h; the venue cuts at 24.</summary>
    public long RotateAfterNanos { get; init; } = 23L * 3600 * Second;

    /// <summary>Shortest time between two commands on a connection. Default 250 ms: four a second where five are allowed.</summary>
    public long CommandSpacingNanos { get; init; } = Second / 4;

    /// <summary>First wait before another try; it doubles. Default 250 ms.</summary>
    public long BackoffNanos { get; init; } = Second / 4;

    /// <summary>Longest wait before another try. Default 30 s.</summary>
    public long MaxBackoffNanos { get; init; } = 30 * Second;

    /// <summary>A connection or book that held this long starts its waits from the beginning. Default 10 s.</summary>
    public long StableNanos { get; init; } = 10 * Second;

    /// <summary>First wait before a book that stays doubted gets another snapshot; it doubles up to <see cref="AuditNanos"/>. Default 4 s.</summary>
    public long DoubtBackoffNanos { get; init; } = 4 * Second;

    /// <summary>Time between two audits of a book. Default 60 s.</summary>
    public long AuditNanos { get; init; } = 60 * Second;

    /// <summary>A connection with a stream silent for this many times its bound is replaced: once the next one delivers, or at once where none of its streams speaks. Default 3.</summary>
    public int MuteFactor { get; init; } = 3;

    /// <summary>Levels a side of a snapshot. Default 1,000.</summary>
    public int SnapshotLimit { get; init; } = 1_000;

    private const long Second = 1_000_000_000;
}

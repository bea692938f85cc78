namespace Pipeline.ExchangeSimulator;

/// <summary>What a replay of the recording must count, by the generator's own bookkeeping.</summary>
public sealed record RecordingSummary
{
    /// <summary>All lines.</summary>
    public required long Messages { get; init; }

    /// <summary>Diffs that can be decoded, stale and buffered ones included.</summary>
    public required long DepthMessages { get; init; }

    /// <summary>Diffs applied after the book became synced.</summary>
    public required long DepthUpdates { get; init; }

    /// <summary>Levels of all diffs applied, those buffered before a sync included.</summary>
    public required long LevelUpdates { get; init; }

    /// <summary>Trades at the market.</summary>
    public required long Trades { get; init; }

    /// <summary>Best bid and ask messages.</summary>
    public required long BookTickers { get; init; }

    /// <summary>REST snapshots, used or not.</summary>
    public required long Snapshots { get; init; }

    /// <summary>Everything that feeds no stage: mark price, forced orders, candles, partial depth, acknowledgements.</summary>
    public required long Other { get; init; }

    /// <summary>Trade rows that are no trade at the market.</summary>
    public required long Filtered { get; init; }

    /// <summary>Messages that cannot be decoded.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Breaks of the chain while synced.</summary>
    public required long Gaps { get; init; }

    /// <summary>Syncs after a gap.</summary>
    public required long Resyncs { get; init; }

    /// <summary>Diffs older than the book.</summary>
    public required long StaleDiffs { get; init; }

    /// <summary>Applied diffs that a ticker can be held against; all agree.</summary>
    public required long BboChecks { get; init; }

    /// <summary>The book after the last message, or null where it is not synced.</summary>
    public required RecordedBook? Book { get; init; }

    /// <summary>Length of the text, bytes.</summary>
    public required long TextBytes { get; init; }

    /// <summary>SHA-256 of the text, lower-case hexadecimal.</summary>
    public required string TextSha256 { get; init; }
}

/// <summary>A book's top and its depth, as decimal text.</summary>
public sealed record RecordedBook(
    string BestBid, string BestBidSize, string BestAsk, string BestAskSize, int BidLevels, int AskLevels);

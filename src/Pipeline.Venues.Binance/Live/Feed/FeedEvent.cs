namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>What sockets and REST tell the feed's task.</summary>
internal enum FeedEventKind
{
    Opened,
    Ended,
    Snapshot,
    Time,
}

/// <summary>One such message.</summary>
internal readonly record struct FeedEvent(FeedEventKind Kind, FeedLink? Link)
{
    public long RetryAfterNanos { get; init; }

    public int Instrument { get; init; }

    public int Epoch { get; init; }

    public RestReply Reply { get; init; }
}

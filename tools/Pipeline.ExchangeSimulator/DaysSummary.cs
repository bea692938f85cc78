namespace Pipeline.ExchangeSimulator;

/// <summary>What a recording of days holds and what a replay of it must count.</summary>
public sealed record DaysSummary
{
    /// <summary>The counts. `DepthUpdates` is the number of rows, and no ticker disagrees with the book.</summary>
    public required RecordingSummary Expected { get; init; }

    /// <summary>Rows that a replay cuts.</summary>
    public long Rows => Expected.DepthUpdates;

    /// <summary>Receive time of the first message, UTC nanoseconds.</summary>
    public required long FirstNanos { get; init; }

    /// <summary>Receive time of the last message, UTC nanoseconds.</summary>
    public required long LastNanos { get; init; }

    /// <summary>How long the connection was lost, all losses together, nanoseconds.</summary>
    public required long LostNanos { get; init; }
}

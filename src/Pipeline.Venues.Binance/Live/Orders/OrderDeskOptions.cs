namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>How the desk decides and how long it waits. All times in nanoseconds.</summary>
public sealed record OrderDeskOptions
{
    private const long Second = 1_000_000_000;

    /// <summary>This session: the high half of its client order ids.</summary>
    public required int SessionId { get; init; }

    /// <summary>Oldest cause of a new order or amend whose bytes may still leave. Default 250 ms.</summary>
    public long MaxDecisionAgeNanos { get; init; } = Second / 4;

    /// <summary>How long after its time stamp the venue accepts a request. Default 5 s.</summary>
    public long ReceiveWindowNanos { get; init; } = 5 * Second;

    /// <summary>How much longer until "no such order" is believed: clock difference, and the venue's own delay. Default 3 s.</summary>
    public long SettleNanos { get; init; } = 3 * Second;

    /// <summary>How long a reply is waited for before the outcome counts as unknown. Default 2 s.</summary>
    public long ReplyTimeoutNanos { get; init; } = 2 * Second;

    /// <summary>First and shortest wait between tries of one question. It doubles up to 32 times that. Default 250 ms.</summary>
    public long RetryNanos { get; init; } = Second / 4;

    /// <summary>How long events may be late before the list of trades is asked for what is missing. Default 500 ms.</summary>
    public long EventGraceNanos { get; init; } = Second / 2;

    /// <summary>Time between reconciliation rounds. Default 30 s.</summary>
    public long ReconcileNanos { get; init; } = 30 * Second;

    /// <summary>The exchange-side dead-man switch; renewed at a third of it. 0 goes without. Default 30 s.</summary>
    public long DeadManNanos { get; init; } = 30 * Second;

    /// <summary>How long the logic thread may be silent and still count as healthy. Default 2 s.</summary>
    public long HeartbeatNanos { get; init; } = 2 * Second;

    /// <summary>New orders and amends in 10 seconds. Default 240: four fifths of the venue's limit.</summary>
    public int OrdersPer10s { get; init; } = 240;

    /// <summary>New orders and amends in a minute. Default 960.</summary>
    public int OrdersPer60s { get; init; } = 960;
}

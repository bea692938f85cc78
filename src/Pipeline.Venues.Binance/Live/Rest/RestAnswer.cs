namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>How a REST call ended.</summary>
/// <param name="Outcome">What is known of it.</param>
/// <param name="Code">The venue's error code, 0 where none.</param>
/// <param name="Body">The answer's body; empty where there is none.</param>
public readonly record struct RestAnswer(CallOutcome Outcome, int Code, byte[] Body)
{
    /// <summary>How long the venue, or the budget of its weight, asks to wait, nanoseconds; 0 where neither does.</summary>
    public long WaitNanos { get; init; }
}

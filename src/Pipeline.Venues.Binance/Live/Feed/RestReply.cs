namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>What REST answered.</summary>
/// <param name="Status">HTTP status; 0 where the request did not leave or got no answer.</param>
/// <param name="Body">The answer's bytes.</param>
/// <param name="SentNanos">UTC nanoseconds just before the request left.</param>
/// <param name="ReceiveNanos">UTC nanoseconds at which the answer was there.</param>
/// <param name="RetryAfterNanos">How long every REST user must wait, or 0.</param>
public readonly record struct RestReply(int Status, ReadOnlyMemory<byte> Body, long SentNanos, long ReceiveNanos, long RetryAfterNanos)
{
    /// <summary>Whether there is what was asked for.</summary>
    public bool IsGood => Status == 200;
}

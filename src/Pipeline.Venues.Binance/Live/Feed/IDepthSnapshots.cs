namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Whole books and the venue's time, by REST.</summary>
/// <remarks>Any thread. Failures are replies; only cancelling throws.</remarks>
public interface IDepthSnapshots
{
    /// <summary>The book of one symbol.</summary>
    Task<RestReply> GetAsync(string symbol, int limit, CancellationToken ct);

    /// <summary>The venue's time.</summary>
    Task<RestReply> GetTimeAsync(CancellationToken ct);
}

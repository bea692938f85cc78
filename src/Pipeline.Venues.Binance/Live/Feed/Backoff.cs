namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Waits that double up to a limit, each drawn from the upper half of its range, so that many clients spread out.</summary>
/// <remarks>Single writer. The lower half is left out so that ten tries take a minute even in the worst draw.</remarks>
internal sealed class Backoff(long firstNanos, long maxNanos, Random random)
{
    private const int MostDoublings = 20;

    private int _tries;

    public long Next()
    {
        var range = Math.Min(maxNanos, firstNanos << Math.Min(_tries, MostDoublings));
        _tries++;
        return (range / 2) + random.NextInt64((range / 2) + 1);
    }

    public void Reset() => _tries = 0;
}

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The request weight that all REST users of this process have together: so much a UTC clock minute.</summary>
/// <remarks>Any thread. What the venue says was used counts where it is more than we know of: other processes share the address.</remarks>
public sealed class RestWeightBudget(int weightPerMinute)
{
    private const long MinuteNanos = 60_000_000_000;

    private readonly Lock _lock = new();
    private long _minute;
    private int _used;
    private long _bannedUntilNanos;

    /// <summary>Weight used in the current minute, as far as is known.</summary>
    public int Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Takes weight for a request.</summary>
    /// <param name="weight">What the request costs.</param>
    /// <param name="utcNanos">Now.</param>
    /// <param name="waitNanos">How long to wait where it is refused, else 0.</param>
    public bool TryTake(int weight, long utcNanos, out long waitNanos)
    {
        lock (_lock)
        {
            Turn(utcNanos);
            waitNanos = utcNanos < _bannedUntilNanos ? _bannedUntilNanos - utcNanos
                : _used + weight > weightPerMinute ? ((_minute + 1) * MinuteNanos) - utcNanos
                : 0;
            _used += waitNanos == 0 ? weight : 0;
            return waitNanos == 0;
        }
    }

    /// <summary>The venue says how much was used in this minute; negative where it does not say.</summary>
    public void Report(int used, long utcNanos)
    {
        lock (_lock)
        {
            Turn(utcNanos);
            _used = Math.Max(_used, used);
        }
    }

    /// <summary>The venue refuses everybody for a while.</summary>
    public void Ban(long untilUtcNanos)
    {
        lock (_lock)
        {
            _bannedUntilNanos = Math.Max(_bannedUntilNanos, untilUtcNanos);
        }
    }

    private void Turn(long utcNanos)
    {
        if (utcNanos / MinuteNanos > _minute)
        {
            _minute = utcNanos / MinuteNanos;
            _used = 0;
        }
    }
}

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>The venue's request weight of this machine's address, shared by everybody in the process.</summary>
/// <remarks>
/// Any thread. The venue counts by the UTC clock minute; its own count, from the headers, is believed where it is higher than
/// ours. A part is kept back for cancels and for questions about orders: a flood of snapshots must not keep an order alive.
/// After a 429 or 418 nothing leaves until the time that the venue named.
/// </remarks>
public sealed class WeightBudget
{
    private const long MinuteNanos = 60_000_000_000;
    private readonly object _gate = new();
    private readonly int _limit;
    private readonly int _reserve;
    private long _minute;
    private int _used;
    private long _bannedUntilNanos = long.MinValue;

    /// <summary>A budget of <paramref name="limit"/> a minute, <paramref name="reserve"/> of it kept for urgent calls.</summary>
    public WeightBudget(int limit = 2400, int reserve = 400)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(reserve, limit);
        _limit = limit;
        _reserve = reserve;
    }

    /// <summary>Weight used in the present minute, as far as known.</summary>
    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>Takes <paramref name="weight"/> where it fits; urgent calls may use the reserve.</summary>
    public bool TryTake(int weight, bool isUrgent, long utcNanos)
    {
        lock (_gate)
        {
            Turn(utcNanos);
            var fits = utcNanos >= _bannedUntilNanos && _used + weight <= _limit - (isUrgent ? 0 : _reserve);
            _used += fits ? weight : 0;
            return fits;
        }
    }

    /// <summary>How long one that was refused should wait: until the venue's ban is over, or the next minute begins.</summary>
    public long WaitNanos(long utcNanos)
    {
        lock (_gate)
        {
            return utcNanos < _bannedUntilNanos ? _bannedUntilNanos - utcNanos : MinuteNanos - (utcNanos % MinuteNanos);
        }
    }

    /// <summary>Takes the venue's count from a reply of the minute that <paramref name="utcNanos"/> lies in; -1 says nothing.</summary>
    public void OnUsed(int used, long utcNanos)
    {
        lock (_gate)
        {
            Turn(utcNanos);
            _used = Math.Max(_used, used);
        }
    }

    /// <summary>The venue refuses until <paramref name="utcNanos"/>.</summary>
    public void OnLimited(long utcNanos)
    {
        lock (_gate)
        {
            _bannedUntilNanos = Math.Max(_bannedUntilNanos, utcNanos);
        }
    }

    private void Turn(long utcNanos)
    {
        var minute = utcNanos / MinuteNanos;
        if (minute > _minute)
        {
            _minute = minute;
            _used = 0;
        }
    }
}

namespace Pipeline.ExchangeSimulator;

/// <summary>Request weight of the UTC minute, one address for all of loopback; 429 past it, 418 for whoever goes on.</summary>
internal sealed class RequestBudget(int weightPerMinute, Func<long> nowMillis)
{
    private const int RefusalsBeforeBan = 10;
    private const long BanMillis = 120_000;

    private long _minute;
    private int _refusals;
    private long _bannedUntilMillis;
    private long _refusedUntilMillis;

    public int Limit => weightPerMinute;

    /// <summary>Weight used in this minute.</summary>
    public int Used { get; private set; }

    public void Ban(long millis) => _bannedUntilMillis = nowMillis() + millis;

    public void Refuse(long millis) => _refusedUntilMillis = nowMillis() + millis;

    public void Lift() => _bannedUntilMillis = _refusedUntilMillis = _refusals = 0;

    /// <summary>Counts a request in.</summary>
    /// <exception cref="VenueError">The budget is spent.</exception>
    public void Spend(int weight)
    {
        var now = nowMillis();
        Turn(now / 60_000);
        if (now < _bannedUntilMillis)
        {
            throw new VenueError(-1003, $"Way too many requests; IP banned until {_bannedUntilMillis}. Please use the websocket for live updates to avoid bans.", 418)
            {
                RetryAfterSeconds = Seconds(_bannedUntilMillis - now),
            };
        }

        Used += weight;
        if (now < _refusedUntilMillis || Used > weightPerMinute)
        {
            throw TooMany(now);
        }
    }

    private VenueError TooMany(long now)
    {
        if (++_refusals > RefusalsBeforeBan)
        {
            Ban(BanMillis);
        }

        var wait = Math.Max(_refusedUntilMillis - now, Used > weightPerMinute ? 60_000 - now % 60_000 : 1);
        return new VenueError(-1003, $"Too many requests; current limit of IP is {weightPerMinute} requests per minute. Please use the websocket for live updates to avoid polling the API.", 429)
        {
            RetryAfterSeconds = Seconds(wait),
        };
    }

    private void Turn(long minute)
    {
        if (minute != _minute)
        {
            _minute = minute;
            Used = 0;
            _refusals = 0;
        }
    }

    private static int Seconds(long millis) => (int)((millis + 999) / 1000);
}

namespace Pipeline.Venues.Binance.Live.UserData;

/// <summary>When a listen key is to be made and renewed. A key that is gone means a new one, a new socket, and reconciliation.</summary>
/// <remarks>Single thread, no clock of its own. The venue forgets a key after 60 minutes; it is renewed every 20.</remarks>
public sealed class ListenKeyLife
{
    private const long Minute = 60_000_000_000;
    private const long RenewNanos = 20 * Minute;
    private const long DiesNanos = 55 * Minute;
    private const long RetryNanos = Minute / 6;
    private long _madeNanos;
    private long _nextNanos;

    /// <summary>The key, or null where there is none. It is a secret: whoever has it reads the account.</summary>
    public string? Key { get; private set; }

    /// <summary>What is to be done at <paramref name="nanos"/>, a monotonic time.</summary>
    public ListenKeyStep Next(long nanos) => nanos < _nextNanos ? ListenKeyStep.None
        : Key is null ? ListenKeyStep.Create
        : ListenKeyStep.Renew;

    /// <summary>A request is on its way; nothing else is due until it is answered or some seconds have passed.</summary>
    public void OnAsked(long nanos) => _nextNanos = nanos + RetryNanos;

    /// <summary>The venue gave or confirmed a key.</summary>
    public void OnKey(string key, long nanos)
    {
        Key = key;
        _madeNanos = nanos;
        _nextNanos = nanos + RenewNanos;
    }

    /// <summary>A renewal failed without the venue saying that the key is gone; near its end it counts as gone.</summary>
    public void OnFailed(long nanos)
    {
        if (nanos - _madeNanos >= DiesNanos)
        {
            OnGone(nanos);
        }
    }

    /// <summary>The key is gone: -1125, listenKeyExpired, or a stream that ended.</summary>
    public void OnGone(long nanos)
    {
        Key = null;
        _nextNanos = nanos;
    }

    /// <inheritdoc/>
    public override string ToString() => Key is null ? "no listen key" : "a listen key (redacted)";
}

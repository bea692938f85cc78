namespace Pipeline.Venues.Binance.Live.UserData;

/// <summary>When a listen key is to be made and renewed. A key that is gone means a new one, a new socket, and reconciliation.</summary>
/// <remarks>
/// Single thread, no clock of its own. The venue forgets a key after 60 minutes; it is renewed every 20. Where none can be had, each
/// try waits twice as long as the one before, from 10 s up to 160 s: a venue bans an address that asks without end. A key that is lost within ten seconds was no key.
/// </remarks>
public sealed class ListenKeyLife
{
    private const long Minute = 60_000_000_000;
    private const long RenewNanos = 20 * Minute;
    private const long DiesNanos = 55 * Minute;
    private const long RetryNanos = Minute / 6;
    private const int MostDoublings = 4;
    private int _failures;
    private long _bornNanos;
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
        (_failures, _bornNanos) = Key is null ? (_failures, nanos) : (0, _bornNanos);
        Key = key;
        _madeNanos = nanos;
        _nextNanos = nanos + RenewNanos;
    }

    /// <summary>A request failed without the venue saying that the key is gone; near its end it counts as gone.</summary>
    /// <param name="nanos">Now.</param>
    /// <param name="waitNanos">How long the venue asks to wait; 0 where it does not.</param>
    public void OnFailed(long nanos, long waitNanos)
    {
        if (Key is not null && nanos - _madeNanos >= DiesNanos)
        {
            (Key, _failures) = (null, 0);
        }

        var own = Key is null ? RetryNanos << Math.Min(_failures++, MostDoublings) : RetryNanos;
        _nextNanos = nanos + Math.Max(own, waitNanos);
    }

    /// <summary>The key is gone: -1125, listenKeyExpired, or a stream that ended. A new one is due at once, unless there was none to lose, or it was lost as soon as it was there.</summary>
    public void OnGone(long nanos)
    {
        var hasHeld = Key is not null && nanos - _bornNanos >= RetryNanos;
        Key = null;
        if (!hasHeld)
        {
            OnFailed(nanos, waitNanos: 0);
            return;
        }

        _failures = 0;
        _nextNanos = nanos;
    }

    /// <inheritdoc/>
    public override string ToString() => Key is null ? "no listen key" : "a listen key (redacted)";
}

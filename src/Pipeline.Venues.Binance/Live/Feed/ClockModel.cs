using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Between which bounds the venue's clock minus ours lies.</summary>
/// <remarks>
/// A time sample bounds it on both sides: the venue read its clock between our request and the reply. A market message
/// bounds it from below: it was made before it came. Bounds widen with age, since clocks drift; when they cross, a clock
/// stepped and only the newest sample counts. Pure. Single writer.
/// <code>
///   offset in [serverTime - received, serverTime + 1 ms - sent]      the venue cuts its time to milliseconds
///   offset >= E - received
/// </code>
/// </remarks>
public sealed class ClockModel
{
    private const long DriftPartsPerMillion = 50;
    private const long Million = 1_000_000;
    private const long VenueResolutionNanos = 1_000_000;

    private long _low = InputRecord.Absent;
    private long _high = long.MaxValue;
    private long _atNanos;

    /// <summary>Whether there was a time sample.</summary>
    public bool IsKnown => _low != InputRecord.Absent && _high != long.MaxValue;

    /// <summary>Times that the bounds crossed: one of the clocks stepped.</summary>
    public int Steps { get; private set; }

    /// <summary>The offset and how far it may be off, at <paramref name="nowNanos"/>.</summary>
    public ClockBody At(long nowNanos)
    {
        Age(nowNanos);
        return new ClockBody { OffsetNanos = _low + ((_high - _low) / 2), UncertaintyNanos = (_high - _low + 1) / 2 };
    }

    /// <summary>A time sample: our clock when the request left and when the reply came, the venue's in between.</summary>
    public void OnSample(long sentNanos, long receivedNanos, long venueNanos)
    {
        Age(receivedNanos);
        Narrow(venueNanos - receivedNanos, venueNanos + VenueResolutionNanos - sentNanos);
    }

    /// <summary>A market message that the venue made at <paramref name="eventNanos"/>.</summary>
    public void OnMessage(long receivedNanos, long eventNanos)
    {
        if (!IsKnown || eventNanos == InputRecord.Absent)
        {
            return;
        }

        Age(receivedNanos);
        if (eventNanos - receivedNanos > _low && eventNanos - receivedNanos <= _high)
        {
            _low = eventNanos - receivedNanos;
        }
    }

    private void Age(long nowNanos)
    {
        var drift = Math.Max(0, nowNanos - _atNanos) / Million * DriftPartsPerMillion;
        _atNanos = Math.Max(_atNanos, nowNanos);
        if (IsKnown)
        {
            _low -= drift;
            _high += drift;
        }
    }

    private void Narrow(long low, long high)
    {
        if (IsKnown && (low > _high || high < _low))
        {
            Steps++;
            (_low, _high) = (low, high);
            return;
        }

        _low = Math.Max(_low, low);
        _high = Math.Min(_high, high);
    }
}

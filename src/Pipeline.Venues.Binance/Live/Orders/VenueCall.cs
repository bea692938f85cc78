using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>One call to the venue. Fields that its kind does not use are 0.</summary>
public struct VenueCall
{
    /// <summary>Number of the call; its reply carries it.</summary>
    public long Id;

    /// <summary>The order that it is about: ours, or the venue's id made negative.</summary>
    public long ClientOrderId;

    /// <summary>The venue's id of the order, 0 where not known.</summary>
    public long OrderId;

    /// <summary>Limit, ticks.</summary>
    public long PriceTicks;

    /// <summary>Size, lots.</summary>
    public long SizeLots;

    /// <summary>First trade id wanted, or <see cref="InputRecord.Absent"/> for the last trade alone.</summary>
    public long FromTradeId;

    /// <summary>Time of the dead-man switch, milliseconds; 0 switches it off.</summary>
    public long CountdownMillis;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;

    /// <summary>What is asked.</summary>
    public VenueCallKind Kind;

    /// <summary>Side.</summary>
    public Side Side;

    /// <summary>How long it stands.</summary>
    public TimeInForce TimeInForce;

    /// <summary>One-bit facts.</summary>
    public OrderFlags Flags;

    /// <summary>Whether it may add to what can trade: a halted gateway lets none of these leave.</summary>
    public readonly bool AddsRisk => Kind is VenueCallKind.Place or VenueCallKind.Amend;
}

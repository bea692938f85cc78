using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What the venue says of an order, in a reply or an event.</summary>
public struct OrderFacts
{
    /// <summary>Our id, or the venue's made negative for an order of somebody else.</summary>
    public long ClientOrderId;

    /// <summary>The venue's id.</summary>
    public long OrderId;

    /// <summary>Limit, ticks.</summary>
    public long PriceTicks;

    /// <summary>Size, lots.</summary>
    public long SizeLots;

    /// <summary>Filled in all, lots.</summary>
    public long FilledLots;

    /// <summary>When the venue last touched it, UTC nanoseconds, or <see cref="InputRecord.Absent"/>.</summary>
    public long UpdateNanos;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;

    /// <summary>Side.</summary>
    public Side Side;

    /// <summary>How long it stands.</summary>
    public TimeInForce TimeInForce;

    /// <summary>Where it stands.</summary>
    public VenueOrderStatus Status;

    /// <summary>Whether it may still trade.</summary>
    public readonly bool IsAlive => Status is VenueOrderStatus.New or VenueOrderStatus.PartiallyFilled;
}

/// <summary>One fill.</summary>
public struct FillFacts
{
    /// <summary>The venue's trade id.</summary>
    public long TradeId;

    /// <summary>Price, ticks.</summary>
    public long Ticks;

    /// <summary>Size, lots.</summary>
    public long Lots;

    /// <summary>Fee, 1e-8 of the settlement asset.</summary>
    public long FeeE8;

    /// <summary>Whether the fee is told: the short trade event has none.</summary>
    public bool HasFee;

    /// <summary>Whether it was made as maker.</summary>
    public bool IsMaker;
}

/// <summary>What happened to an order: an event of the user data stream, or a line of the list of trades.</summary>
public struct ExecutionReport
{
    /// <summary>The order as it is after.</summary>
    public OrderFacts Order;

    /// <summary>The fill, for the kinds that have one.</summary>
    public FillFacts Fill;

    /// <summary>When the venue made the event, UTC nanoseconds, or <see cref="InputRecord.Absent"/>.</summary>
    public long EventNanos;

    /// <summary>When it happened, UTC nanoseconds, or <see cref="InputRecord.Absent"/>.</summary>
    public long TransactionNanos;

    /// <summary>The venue's reason code.</summary>
    public int Reason;

    /// <summary>What happened.</summary>
    public ExecutionKind Kind;
}

/// <summary>A position as the venue tells it.</summary>
public struct PositionFacts
{
    /// <summary>Position, lots, signed.</summary>
    public long Lots;

    /// <summary>Entry price, 1e-8 quote.</summary>
    public long EntryPriceE8;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;
}

using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>An order that the venue may still work, or owes fills of.</summary>
internal sealed class TrackedOrder
{
    public long ClientOrderId;
    public long OrderId;
    public long PriceTicks;
    public long SizeLots;

    /// <summary>Filled in all, as far as the venue has said.</summary>
    public long FilledLots;

    /// <summary>Sum of the fills that were published.</summary>
    public long SeenLots;

    /// <summary>When its request left, monotonic; until the receive window has passed it may still arrive.</summary>
    public long SentNanos;

    /// <summary>When the venue last touched it, as far as said.</summary>
    public long UpdateNanos;

    public int Instrument;
    public Side Side;
    public TimeInForce TimeInForce;
    public OrderState State;

    /// <summary>The amend under way, or 0.</summary>
    public long AmendId;
    public long AmendTicks;
    public long AmendLots;
    public long AmendSentNanos;
    public bool IsAmendUnknown;

    /// <summary>The cancel under way, or 0; it is repeated until it is answered.</summary>
    public long CancelId;
    public bool IsCancelOut;
    public long CancelNanos;
    public int CancelTries;

    /// <summary>When the venue is to be asked where it stands; <see cref="long.MaxValue"/> for never.</summary>
    public long QueryNanos = long.MaxValue;
    public long QuerySentNanos;
    public bool IsQueryOut;
    public int Tries;

    public bool IsOpen => State != OrderState.Closing;
}

using Pipeline.Events;

namespace Pipeline.Orders;

/// <summary>An order that may still trade, with what is asked of it.</summary>
public struct OpenOrder
{
    /// <summary>Our id.</summary>
    public long ClientOrderId;

    /// <summary>Limit, ticks; 0 for a market order.</summary>
    public long PriceTicks;

    /// <summary>Size, lots.</summary>
    public long SizeLots;

    /// <summary>Sum of the distinct fills seen, lots.</summary>
    public long FilledLots;

    /// <summary>Filled in all as the venue reported it when it closed the order, lots.</summary>
    public long ReportedLots;

    /// <summary>Id of the amend that is under way, else 0.</summary>
    public long AmendClientOrderId;

    /// <summary>Limit that the amend asks for, ticks.</summary>
    public long AmendPriceTicks;

    /// <summary>Size that the amend asks for, lots; 0 without one.</summary>
    public long AmendSizeLots;

    /// <summary>Id of the cancel that is under way, else 0.</summary>
    public long CancelClientOrderId;

    /// <summary>When the venue acted on the last acknowledgement that was used, UTC nanoseconds: an older one says nothing new.</summary>
    public long AckedNanos;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;

    /// <summary>Which strategy of the run.</summary>
    public int Strategy;

    /// <summary>Side.</summary>
    public Side Side;

    /// <summary>How long it stands.</summary>
    public TimeInForce TimeInForce;

    /// <summary>One-bit facts of its intent.</summary>
    public OrderFlags Flags;

    /// <summary>Where it stands.</summary>
    public OrderState State;

    internal int Next;
    internal int Previous;

    /// <summary>Most that may still trade, lots: the larger of the present size and the one asked for, less the fills seen.</summary>
    public readonly long OpenLots => State == OrderState.Closing
        ? Math.Max(ReportedLots - FilledLots, 0)
        : Math.Max(Math.Max(SizeLots, AmendSizeLots) - FilledLots, 0);

    /// <summary>The price at which it may trade that reaches furthest into the market, ticks.</summary>
    public readonly long BoldestTicks => Side == Side.Buy ? BoldestBuyTicks : BoldestSellTicks;

    private readonly bool HasAmend => AmendClientOrderId != 0;

    private readonly bool IsMarket => (Flags & OrderFlags.Market) != 0;

    private readonly long BoldestBuyTicks => IsMarket ? long.MaxValue : HasAmend ? Math.Max(PriceTicks, AmendPriceTicks) : PriceTicks;

    private readonly long BoldestSellTicks => IsMarket ? 0 : HasAmend ? Math.Min(PriceTicks, AmendPriceTicks) : PriceTicks;
}

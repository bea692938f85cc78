using Pipeline.Events;

namespace Pipeline.Simulation;

/// <summary>An order at the paper exchange.</summary>
internal struct PaperOrder
{
    /// <summary>Nothing is known of the queue at its price: the price lies beyond the ten levels.</summary>
    public const long UnknownQueue = long.MaxValue;

    public long ClientOrderId;
    public long OrderId;
    public long PriceTicks;
    public long SizeLots;
    public long FilledLots;

    /// <summary>Lots that stand before it at its price.</summary>
    public long AheadLots;

    public int Instrument;
    public int Next;
    public Side Side;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;

    public readonly long RestLots => SizeLots - FilledLots;

    public readonly bool IsMarket => (Flags & OrderFlags.Market) != 0;

    /// <summary>Whether it may trade with a price of the other side.</summary>
    public readonly bool Reaches(long ticks) => IsMarket || (Side == Side.Buy ? ticks <= PriceTicks : ticks >= PriceTicks);
}

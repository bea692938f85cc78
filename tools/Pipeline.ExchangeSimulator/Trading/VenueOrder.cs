using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>How far an order has come.</summary>
internal enum OrderState
{
    New,
    PartiallyFilled,
    Filled,
    Canceled,
    Expired,
    ExpiredInMatch,
}

/// <summary>Who gives way when an account would trade with itself; the taker's word counts.</summary>
internal enum SelfTradePrevention
{
    None,
    ExpireTaker,
    ExpireMaker,
    ExpireBoth,
}

/// <summary>An order at the exchange. Integers only: ticks, lots, milliseconds.</summary>
internal sealed class VenueOrder
{
    public required long Id { get; init; }

    public string ClientId { get; init; } = "";

    /// <summary>Whose it is; null is the background flow.</summary>
    public Account? Account { get; init; }

    public required Instrument Instrument { get; init; }

    public required Side Side { get; init; }

    public bool IsMarket { get; init; }

    public TimeInForce Tif { get; init; } = TimeInForce.GoodTillCanceled;

    /// <summary>When a good-till-date order ends, milliseconds; 0 never.</summary>
    public long GoodTillMillis { get; init; }

    public long Ticks { get; set; }

    public required long Lots { get; set; }

    public long Filled { get; set; }

    /// <summary>Sum of ticks x lots over all fills.</summary>
    public Int128 FilledTickLots { get; set; }

    public bool ReduceOnly { get; init; }

    public SelfTradePrevention SelfTrade { get; set; }

    public OrderState State { get; set; }

    /// <summary>Why it expired, as the stream's `er` says it.</summary>
    public int ExpiryReason { get; set; }

    public long CreatedMillis { get; init; }

    public long UpdatedMillis { get; set; }

    public int Amendments { get; set; }

    /// <summary>Where it waits; null off the book.</summary>
    public LinkedListNode<VenueOrder>? Node { get; set; }

    /// <summary>Place in the flow's list of orders.</summary>
    public int FlowIndex { get; set; }

    /// <summary>Against a recorded book: lots that trade before it at its price.</summary>
    public long LotsAhead { get; set; }

    public long Open => Lots - Filled;

    public bool IsLive => State is OrderState.New or OrderState.PartiallyFilled;

    public bool IsPostOnly => Tif == TimeInForce.PostOnly;

    public Side Opposite => Side == Side.Buy ? Side.Sell : Side.Buy;

    /// <summary>Whether it may trade at <paramref name="ticks"/>.</summary>
    public bool Accepts(long ticks) => IsMarket || (Side == Side.Buy ? ticks <= Ticks : ticks >= Ticks);

    public void Fill(long ticks, long lots)
    {
        Filled += lots;
        FilledTickLots += (Int128)ticks * lots;
        State = Open == 0 ? OrderState.Filled : OrderState.PartiallyFilled;
    }
}

using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>How a call ended.</summary>
public struct VenueReply
{
    /// <summary>Number of the call.</summary>
    public long CallId;

    /// <summary>What is known of it.</summary>
    public CallOutcome Outcome;

    /// <summary>The venue's code, where it refused.</summary>
    public int Code;

    /// <summary>Place, amend, cancel, query: the order.</summary>
    public OrderFacts Order;

    /// <summary>The balance, 1e-8 of the settlement asset.</summary>
    public long BalanceE8;

    /// <summary>The open orders.</summary>
    public OrderFacts[]? Orders;

    /// <summary>The trades, rising by id.</summary>
    public ExecutionReport[]? Trades;

    /// <summary>The positions that are not flat; one that is absent is flat.</summary>
    public PositionFacts[]? Positions;
}

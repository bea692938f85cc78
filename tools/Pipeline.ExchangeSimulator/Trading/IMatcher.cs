using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Where orders of one symbol meet: a matching engine of its own, or a recorded market.</summary>
internal interface IMatcher
{
    /// <summary>Best price of a side, ticks; 0 where the side is empty.</summary>
    long BestTicks(Side side);

    /// <summary>What <paramref name="taker"/> could trade now, lots.</summary>
    long LotsFor(VenueOrder taker);

    /// <summary>Trades what can be traded now; what is left of the order stays with the caller.</summary>
    void Take(VenueOrder taker);

    /// <summary>Lets the rest of an order wait, last at its price.</summary>
    void Rest(VenueOrder order);

    /// <summary>Takes a waiting order off the book.</summary>
    void Remove(VenueOrder order);
}

/// <summary>Who hears of what happens between orders.</summary>
internal interface IMatchObserver
{
    void OnTrade(VenueOrder taker, VenueOrder? maker, long ticks, long lots);

    /// <summary>A waiting fill without a taker of this exchange: against the recorded market.</summary>
    void OnPassiveFill(VenueOrder maker, long ticks, long lots);

    /// <summary>An order of the same account gave way; it is off the book.</summary>
    void OnSelfTrade(VenueOrder expired);
}

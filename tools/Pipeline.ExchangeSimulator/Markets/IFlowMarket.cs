using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What the seeded order flow sees of a market and does to it.</summary>
internal interface IFlowMarket
{
    TopOfBook Top { get; }

    /// <summary>Orders of the flow on a side.</summary>
    int OrdersOn(Side side);

    int PricesOn(Side side);

    void Add(Side side, long ticks, long lots);

    /// <summary>Cancels the flow's order that would trade next.</summary>
    void CancelFirst(Side side);

    /// <summary>Cancels one of the flow's orders, by its place in the list.</summary>
    void CancelAt(Side side, int index);

    /// <summary>Takes from the other side as far as <paramref name="keepPrices"/> prices remain; says what was taken.</summary>
    List<LevelUpdate> Take(Side side, long lots, int keepPrices);
}

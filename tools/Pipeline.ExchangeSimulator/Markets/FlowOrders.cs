using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>The seeded flow's own orders in a matching engine, so that it never cancels a client's.</summary>
internal sealed class FlowOrders(Instrument instrument, MatchingEngine engine) : IFlowMarket
{
    private readonly List<VenueOrder> _bids = [];
    private readonly List<VenueOrder> _asks = [];
    private TopOfBook _lastTop = new(1, 1, 2, 1);

    public TopOfBook Top
    {
        get
        {
            var (bid, ask) = (engine.BestTicks(Side.Buy), engine.BestTicks(Side.Sell));
            return _lastTop = new TopOfBook(
                bid > 0 ? bid : _lastTop.BidTicks, engine.SideOf(Side.Buy).LotsAt(bid),
                ask > 0 ? ask : _lastTop.AskTicks, engine.SideOf(Side.Sell).LotsAt(ask));
        }
    }

    public int OrdersOn(Side side) => ListOf(side).Count;

    public int PricesOn(Side side) => engine.SideOf(side).Prices;

    public void Add(Side side, long ticks, long lots)
    {
        var order = new VenueOrder { Id = 0, Instrument = instrument, Side = side, Ticks = Math.Max(1, ticks), Lots = lots };
        engine.Take(order);
        if (order.Open > 0)
        {
            order.FlowIndex = ListOf(side).Count;
            ListOf(side).Add(order);
            engine.Rest(order);
        }
    }

    public void CancelFirst(Side side)
    {
        if (engine.SideOf(side).Queues.SelectMany(queue => queue.Orders).FirstOrDefault(order => order.Account is null) is { } first)
        {
            Cancel(first);
        }
    }

    public void CancelAt(Side side, int index)
    {
        if (index < ListOf(side).Count)
        {
            Cancel(ListOf(side)[index]);
        }
    }

    public List<LevelUpdate> Take(Side side, long lots, int keepPrices)
    {
        var resting = engine.SideOf(side == Side.Buy ? Side.Sell : Side.Buy);
        if (resting.Prices > keepPrices)
        {
            var worst = resting.Queues.ElementAt(resting.Prices - keepPrices - 1).Ticks;
            engine.Take(new VenueOrder { Id = 0, Instrument = instrument, Side = side, Ticks = worst, Lots = lots });
        }

        return [];
    }

    /// <summary>Forgets an order of the flow that was filled.</summary>
    public void Forget(VenueOrder order)
    {
        if (order.Account is null)
        {
            var list = ListOf(order.Side);
            var last = list[^1];
            list[order.FlowIndex] = last;
            last.FlowIndex = order.FlowIndex;
            list.RemoveAt(list.Count - 1);
        }
    }

    private void Cancel(VenueOrder order)
    {
        Forget(order);
        engine.Remove(order);
    }

    private List<VenueOrder> ListOf(Side side) => side == Side.Buy ? _bids : _asks;
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Best prices and their sizes.</summary>
internal readonly record struct TopOfBook(long BidTicks, long BidLots, long AskTicks, long AskLots);

/// <summary>A small market: two sides in price-time order and an update id that grows with every change, never by one.</summary>
internal sealed class MarketModel(SeededRandom random, long firstUpdateId) : IFlowMarket
{
    private const int LargestIdStep = 400;

    public RestingSide Bids { get; } = new(Side.Buy);

    public RestingSide Asks { get; } = new(Side.Sell);

    /// <summary>Id of the last change.</summary>
    public long UpdateId { get; private set; } = firstUpdateId;

    /// <summary>Id of the first change since <see cref="ForgetTouched"/>, or 0.</summary>
    public long FirstTouchedId { get; private set; }

    public TopOfBook Top
    {
        get
        {
            var (bid, ask) = (Bids.BestTicks, Asks.BestTicks);
            return new TopOfBook(bid, Bids.LotsAt(bid), ask, Asks.LotsAt(ask));
        }
    }

    public int OrdersOn(Side side) => SideOf(side).Orders;

    public int PricesOn(Side side) => SideOf(side).Prices;

    public void Add(Side side, long ticks, long lots)
    {
        Advance();
        SideOf(side).Add(ticks, lots);
    }

    public void CancelFirst(Side side) => Cancel(side, SideOf(side).FirstOrder);

    public void CancelAt(Side side, int index) => Cancel(side, SideOf(side).OrderAt(index));

    private void Cancel(Side side, RestingOrder order)
    {
        Advance();
        SideOf(side).Cancel(order);
    }

    /// <summary>A taker of <paramref name="side"/> trades <paramref name="lots"/> against the other side, as far as <paramref name="keepPrices"/> prices remain.</summary>
    public List<LevelUpdate> Take(Side side, long lots, int keepPrices)
    {
        Advance();
        var resting = SideOf(side == Side.Buy ? Side.Sell : Side.Buy);
        var fills = new List<LevelUpdate>();
        while (lots > 0 && resting.Prices > keepPrices)
        {
            var fill = resting.TakeFirst(lots);
            lots -= fill.SizeLots;
            fills.Add(fill);
        }

        return fills;
    }

    public void ForgetTouched()
    {
        Bids.ForgetTouched();
        Asks.ForgetTouched();
        FirstTouchedId = 0;
    }

    private RestingSide SideOf(Side side) => side == Side.Buy ? Bids : Asks;

    private void Advance()
    {
        UpdateId += random.Between(2, LargestIdStep);
        FirstTouchedId = FirstTouchedId == 0 ? UpdateId : FirstTouchedId;
    }
}

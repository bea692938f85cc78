using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Price-time priority for one symbol. Every change gets an update id, and ids never grow by one.</summary>
/// <remarks>Single writer: the venue's lock.</remarks>
internal sealed class MatchingEngine(SeededRandom random, long firstUpdateId) : IMatcher
{
    private const int LargestIdStep = 400;

    private readonly BookSide _bids = new(Side.Buy);
    private readonly BookSide _asks = new(Side.Sell);

    /// <summary>Hears of trades.</summary>
    public IMatchObserver? Observer { get; set; }

    /// <summary>Hears of each level whose size changed, with the id of the change.</summary>
    public Action<Side, long>? LevelChanged { get; set; }

    /// <summary>Hears of each order that leaves the book filled.</summary>
    public Action<VenueOrder>? OrderFilled { get; set; }

    public long UpdateId { get; private set; } = firstUpdateId;

    public BookSide SideOf(Side side) => side == Side.Buy ? _bids : _asks;

    public long BestTicks(Side side) => SideOf(side).BestTicks;

    public long LotsFor(VenueOrder taker) =>
        SideOf(taker.Opposite).Queues.TakeWhile(queue => taker.Accepts(queue.Ticks)).Sum(queue => queue.Lots);

    public void Take(VenueOrder taker)
    {
        var resting = SideOf(taker.Opposite);
        while (taker.Open > 0 && taker.IsLive && !resting.IsEmpty && taker.Accepts(resting.BestTicks))
        {
            var maker = resting.FirstOrder;
            if (maker.Account is not null && maker.Account == taker.Account && Prevents(taker))
            {
                PreventSelfTrade(taker, maker);
            }
            else
            {
                Trade(taker, maker, resting);
            }
        }
    }

    public void Rest(VenueOrder order)
    {
        SideOf(order.Side).Add(order);
        Change(order.Side, order.Ticks);
    }

    public void Remove(VenueOrder order)
    {
        SideOf(order.Side).Remove(order);
        Change(order.Side, order.Ticks);
    }

    private void Trade(VenueOrder taker, VenueOrder maker, BookSide resting)
    {
        var (ticks, lots) = (maker.Ticks, Math.Min(taker.Open, maker.Open));
        resting.Fill(maker, lots);
        taker.Fill(ticks, lots);
        Change(maker.Side, ticks);
        if (maker.Open == 0)
        {
            OrderFilled?.Invoke(maker);
        }

        Observer?.OnTrade(taker, maker, ticks, lots);
    }

    private static bool Prevents(VenueOrder taker) => taker.SelfTrade != SelfTradePrevention.None && taker.Tif != TimeInForce.FillOrKill;

    private void PreventSelfTrade(VenueOrder taker, VenueOrder maker)
    {
        if (taker.SelfTrade is SelfTradePrevention.ExpireMaker or SelfTradePrevention.ExpireBoth)
        {
            Remove(maker);
            Expire(maker);
        }

        if (taker.SelfTrade is SelfTradePrevention.ExpireTaker or SelfTradePrevention.ExpireBoth)
        {
            Expire(taker);
        }
    }

    private void Expire(VenueOrder order)
    {
        order.State = OrderState.ExpiredInMatch;
        order.ExpiryReason = 1;
        Observer?.OnSelfTrade(order);
    }

    private void Change(Side side, long ticks)
    {
        UpdateId += random.Between(2, LargestIdStep);
        LevelChanged?.Invoke(side, ticks);
    }
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Matches clients' orders against a recorded market, which does not know of them.</summary>
/// <remarks>
/// The rules. A taker gets the sizes on show, at their prices; what it took is gone until the recording sets that level anew.
/// A waiting order stands behind all that its price showed when it came; a recorded trade at its price first uses up what is
/// ahead, a shrinking level shortens what is ahead, and the rest of the trade fills it. A trade past its price, or a recorded
/// quote that crosses it, fills it at its own price, up to the size of that trade or quote. Clients' orders do not meet each other.
/// </remarks>
internal sealed class RecordedMatcher(FollowedBook book, IMatchObserver observer) : IMatcher
{
    private readonly Dictionary<(Side, long), long> _taken = [];
    private readonly List<VenueOrder> _waiting = [];

    public long BestTicks(Side side) => Shown(side).Select(level => level.Ticks).FirstOrDefault();

    public long LotsFor(VenueOrder taker) => Reachable(taker).Sum(level => level.Lots);

    public void Take(VenueOrder taker)
    {
        foreach (var (ticks, shown) in Reachable(taker).ToArray())
        {
            var lots = Math.Min(shown, taker.Open);
            if (lots > 0)
            {
                _taken[(taker.Opposite, ticks)] = _taken.GetValueOrDefault((taker.Opposite, ticks)) + lots;
                taker.Fill(ticks, lots);
                observer.OnTrade(taker, null, ticks, lots);
            }
        }
    }

    public void Rest(VenueOrder order)
    {
        order.LotsAhead = book.SideOf(order.Side).GetValueOrDefault(order.Ticks);
        _waiting.Add(order);
        _waiting.Sort((x, y) => x.Side != y.Side ? x.Side.CompareTo(y.Side) : x.Side == Side.Buy ? y.Ticks.CompareTo(x.Ticks) : x.Ticks.CompareTo(y.Ticks));
    }

    public void Remove(VenueOrder order) => _waiting.Remove(order);

    /// <summary>A level was set by a diff.</summary>
    public void OnLevel(Side side, long ticks, long lots)
    {
        _taken.Remove((side, ticks));
        foreach (var order in _waiting.Where(order => order.Side == side && order.Ticks == ticks))
        {
            order.LotsAhead = Math.Min(order.LotsAhead, lots);
        }

        if (lots > 0 && _waiting.Any(order => order.Side != side && order.Accepts(ticks)))
        {
            FillWaiting(side == Side.Buy ? Side.Sell : Side.Buy, ticks, lots, atPriceToo: true);
        }
    }

    /// <summary>A trade was recorded; its taker hit the side given.</summary>
    public void OnTrade(Side hit, long ticks, long lots) => FillWaiting(hit, ticks, lots, atPriceToo: false);

    // What stood ahead is one queue for all orders of a price, whichever of them counts it.
    private void FillWaiting(Side side, long ticks, long lots, bool atPriceToo)
    {
        var mine = 0L;
        foreach (var order in _waiting.Where(order => order.Side == side && order.Accepts(ticks)).ToArray())
        {
            var ahead = order.Ticks == ticks && !atPriceToo ? order.LotsAhead : 0;
            order.LotsAhead -= Math.Min(ahead, lots - mine);
            var filled = Math.Clamp(lots - mine - ahead, 0, order.Open);
            if (filled > 0)
            {
                mine += filled;
                order.Fill(order.Ticks, filled);
                observer.OnPassiveFill(order, order.Ticks, filled);
            }
        }

        _waiting.RemoveAll(order => order.Open == 0);
    }

    private IEnumerable<(long Ticks, long Lots)> Reachable(VenueOrder taker) =>
        Shown(taker.Opposite).TakeWhile(level => taker.Accepts(level.Ticks));

    private IEnumerable<(long Ticks, long Lots)> Shown(Side side) => book.SideOf(side)
        .Select(level => (level.Key, level.Value - _taken.GetValueOrDefault((side, level.Key))))
        .Where(level => level.Item2 > 0);
}

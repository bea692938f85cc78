using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Draws what market participants do next.</summary>
/// <remarks>
/// A hidden pressure leans on everything they do for a second or so: it adds on one side, cancels and takes on the other.
/// So the book leans before the price walks, and whoever reads the book has something to find. Where little happens,
/// <paramref name="scale"/> puts orders that much farther apart and lets pressure last that much longer, so that the price still moves.
/// </remarks>
internal sealed class OrderFlow(SeededRandom random, IFlowMarket market, int ordersWanted = OrderFlow.UsualOrders, int scale = 1)
{
    private const int UsualOrders = 4000;
    private const int PricesKept = 40;
    private const int StrongestPressure = 4;
    private const long MilliNanos = 1_000_000;

    private long _pressure;
    private long _pressureUntilNanos;

    /// <summary>Fills both sides around <paramref name="midTicks"/>.</summary>
    public void Open(long midTicks)
    {
        market.Add(Side.Buy, midTicks - 1, 500);
        market.Add(Side.Sell, midTicks, 500);
        while (market.OrdersOn(Side.Buy) + market.OrdersOn(Side.Sell) < ordersWanted)
        {
            Add(random.Chance(50) ? Side.Buy : Side.Sell);
        }
    }

    /// <summary>One action at <paramref name="nowNanos"/>; gives back the fills and who took.</summary>
    public (Side Taker, List<LevelUpdate> Fills) Act(long nowNanos)
    {
        Lean(nowNanos);
        var crowded = market.OrdersOn(Side.Buy) + market.OrdersOn(Side.Sell) > ordersWanted;
        var draw = random.Between(0, 99);
        if (draw < 8)
        {
            return Take(Leaning(11 * _pressure));
        }

        if (draw < (crowded ? 50 : 62))
        {
            Add(Leaning(8 * _pressure + Scarcity));
        }
        else
        {
            Cancel(Leaning(-8 * _pressure - Scarcity));
        }

        return (Side.None, []);
    }

    private void Lean(long nowNanos)
    {
        if (nowNanos >= _pressureUntilNanos)
        {
            _pressure = random.Between(-StrongestPressure, StrongestPressure);
            _pressureUntilNanos = nowNanos + random.Between(800, 4000) * MilliNanos * scale;
        }
    }

    /// <summary>How far bids are fewer than asks, so that pressure moves the price and never empties a side.</summary>
    private long Scarcity => Math.Clamp((market.OrdersOn(Side.Sell) - market.OrdersOn(Side.Buy)) / 60, -12, 12);

    private Side Leaning(long percent) => random.Chance(50 + percent) ? Side.Buy : Side.Sell;

    private void Add(Side side)
    {
        var top = market.Top;
        var improve = top.AskTicks - top.BidTicks > 1 && random.Chance(50) ? random.Between(1, Math.Min(3 * scale, top.AskTicks - top.BidTicks - 1)) : 0;
        var away = improve > 0 ? -improve : DrawDistanceTicks() * scale;
        market.Add(side, side == Side.Buy ? top.BidTicks - away : top.AskTicks + away, DrawLots());
    }

    private void Cancel(Side side)
    {
        if (market.PricesOn(side) <= PricesKept)
        {
            return;
        }

        if (random.Chance(12 * Math.Abs(_pressure)))
        {
            market.CancelFirst(side);
        }
        else
        {
            market.CancelAt(side, (int)random.Between(0, market.OrdersOn(side) - 1));
        }
    }

    private (Side Taker, List<LevelUpdate> Fills) Take(Side side) => (side, market.Take(side, DrawTakerLots(), PricesKept));

    private long DrawDistanceTicks() => random.Between(0, 99) switch
    {
        < 14 => random.Between(0, 1),
        < 55 => random.Between(2, 30),
        < 90 => random.Between(31, 250),
        _ => random.Between(251, 6000),
    };

    private long DrawLots() => random.Between(0, 99) switch
    {
        < 60 => random.Between(1, 60),
        < 92 => random.Between(61, 700),
        _ => random.Between(701, 5000),
    };

    private long DrawTakerLots() => random.Between(0, 99) switch
    {
        < 60 => random.Between(1, 60),
        < 92 => random.Between(61, 600),
        _ => random.Between(601, 6000),
    };
}

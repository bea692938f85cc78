using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Strategies;

/// <summary>Keeps one post-only quote a side around the mid, moved against its position and with the score.</summary>
/// <remarks>
/// A quote that is too far off is amended, one on a side that would add to a full position is cancelled, and while
/// a request about it is under way it is left alone.
/// </remarks>
public sealed class MarketMakerStrategy : IStrategy
{
    private readonly MarketMakerOptions _options;

    /// <summary>A market maker with these options.</summary>
    /// <exception cref="ArgumentException">The options have problems; all of them are named.</exception>
    public MarketMakerStrategy(MarketMakerOptions options)
    {
        OptionProblems.ThrowIfAny(options.Validate(), nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => "maker";

    /// <inheritdoc/>
    public int Decide(in DecisionContext context, Span<OrderIntent> intents)
    {
        var middle = MiddleTicks(context);
        var bid = Math.Min(middle - _options.HalfSpreadTicks, CeilingTicks(context.AskTicks, context.Tick) - 1);
        var ask = Math.Max(middle + _options.HalfSpreadTicks, context.BidTicks / context.Tick + 1);
        var wantsBid = bid > 0 && context.PositionLots < _options.MaxPositionLots * context.Lot;
        var wantsAsk = context.PositionLots > -_options.MaxPositionLots * context.Lot;
        var count = Quote(context, Side.Buy, bid * context.Tick, wantsBid, intents);
        return count + Quote(context, Side.Sell, ask * context.Tick, wantsAsk, intents[count..]);
    }

    /// <summary>Mid, less the skew of the position, plus what the score says, in ticks; halves round down.</summary>
    private long MiddleTicks(in DecisionContext context)
    {
        var mid = (context.BidTicks / context.Tick + CeilingTicks(context.AskTicks, context.Tick)) >> 1;
        var skew = context.PositionLots / context.Lot / _options.SkewLotsPerTick;
        return mid - skew + ScoreTicks(context);
    }

    private long ScoreTicks(in DecisionContext context)
    {
        var ticks = Math.Round(context.Score * _options.TicksPerScore);
        return context.HasScore && double.IsFinite(ticks)
            ? (long)Math.Clamp(ticks, -_options.MaxScoreTicks, _options.MaxScoreTicks)
            : 0;
    }

    private int Quote(in DecisionContext context, Side side, long price, bool isWanted, Span<OrderIntent> intents)
    {
        foreach (ref readonly var order in context.Orders)
        {
            if (order.Side == side)
            {
                return Keep(context, order, price, isWanted, intents);
            }
        }

        if (isWanted)
        {
            intents[0] = Intent(OrderAction.New, side, price, 0, _options.SizeLots * context.Lot);
        }

        return isWanted ? 1 : 0;
    }

    private int Keep(in DecisionContext context, in OpenOrder order, long price, bool isWanted, Span<OrderIntent> intents)
    {
        var isSettled = order.State == OrderState.Working && order.AmendClientOrderId == 0 && order.CancelClientOrderId == 0;
        var isOff = Math.Abs(order.PriceTicks - price) >= _options.RequoteTicks * context.Tick;
        if (!isSettled || (isWanted && !isOff))
        {
            return 0;
        }

        intents[0] = Intent(isWanted ? OrderAction.Amend : OrderAction.Cancel, order.Side, price, order.ClientOrderId, order.SizeLots);
        return 1;
    }

    private static long CeilingTicks(long price, long tick) => (price + tick - 1) / tick;

    private static OrderIntent Intent(OrderAction action, Side side, long price, long target, long size) => new()
    {
        Action = action,
        Side = side,
        PriceTicks = action == OrderAction.Cancel ? 0 : price,
        SizeLots = action == OrderAction.Cancel ? 0 : size,
        TargetClientOrderId = target,
        TimeInForce = TimeInForce.PostOnly,
    };
}

using Pipeline.Events;

namespace Pipeline.Strategies;

/// <summary>Takes the touch when the score is strong enough: an immediate-or-cancel limit, one order at a time.</summary>
/// <remarks>
/// Its target is a wish, not a limit: position limits are Risk's, and a target above them ends in refusals that say so.
/// </remarks>
public sealed class TakerStrategy : IStrategy
{
    private readonly TakerOptions _options;

    /// <summary>A taker with these options.</summary>
    /// <exception cref="ArgumentException">The options have problems; all of them are named.</exception>
    public TakerStrategy(TakerOptions options)
    {
        OptionProblems.ThrowIfAny(options.Validate(), nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => "taker";

    /// <inheritdoc/>
    public int Decide(in DecisionContext context, Span<OrderIntent> intents)
    {
        if (!context.HasScore || context.OpenOrders > 0)
        {
            return 0;
        }

        var (tick, lot) = (context.Tick, context.Lot);
        var size = _options.SizeLots * lot;
        if (context.Score > _options.Threshold && context.PositionLots < _options.TargetPositionLots * lot)
        {
            intents[0] = Take(Side.Buy, (context.AskTicks + tick - 1) / tick * tick, size);
            return 1;
        }

        if (context.Score < -_options.Threshold && context.PositionLots > -_options.TargetPositionLots * lot)
        {
            intents[0] = Take(Side.Sell, context.BidTicks / tick * tick, size);
            return 1;
        }

        return 0;
    }

    // A touch off the grid is reached with the next price on it.
    private static OrderIntent Take(Side side, long price, long size) => new()
    {
        Action = OrderAction.New,
        Side = side,
        PriceTicks = price,
        SizeLots = size,
        TimeInForce = TimeInForce.ImmediateOrCancel,
    };
}

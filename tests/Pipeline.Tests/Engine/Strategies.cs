using Pipeline.Events;
using Pipeline.Strategies;

namespace Pipeline.Tests.Engine;

/// <summary>Wants some orders of two lots (one is below the smallest notional) at the touch on every row, one side after the other.</summary>
internal sealed class BusyStrategy(int intentsPerRow) : IStrategy
{
    public string Name => "busy";

    public int Decide(in DecisionContext context, Span<OrderIntent> intents)
    {
        for (var i = 0; i < intentsPerRow; i++)
        {
            var side = ((context.Row.Book.Number + i) & 1) == 0 ? Side.Buy : Side.Sell;
            intents[i] = new OrderIntent
            {
                Action = OrderAction.New,
                Side = side,
                PriceTicks = side == Side.Buy ? context.AskTicks : context.BidTicks,
                SizeLots = 2 * context.Lot,
                TimeInForce = TimeInForce.ImmediateOrCancel,
            };
        }

        return intentsPerRow;
    }
}

/// <summary>Throws on one row.</summary>
internal sealed class FailingStrategy(int row) : IStrategy
{
    public string Name => "failing";

    public int Decide(in DecisionContext context, Span<OrderIntent> intents) =>
        context.Row.Book.Number == row ? throw new InvalidOperationException("the strategy is broken") : 0;
}

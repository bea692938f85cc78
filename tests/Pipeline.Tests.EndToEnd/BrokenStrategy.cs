using Pipeline.Events;
using Pipeline.Strategies;

namespace Pipeline.Tests.EndToEnd;

/// <summary>A user's strategy with a bug; the command line loads it from this assembly.</summary>
public sealed class BrokenStrategy : IStrategy
{
    public string Name => "broken";

    public int Decide(in DecisionContext context, Span<OrderIntent> intents) =>
        context.Row.Book.Number == 20 ? throw new InvalidOperationException("broken on purpose") : 0;
}

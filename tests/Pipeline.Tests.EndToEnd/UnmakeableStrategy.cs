using Pipeline.Events;
using Pipeline.Strategies;

namespace Pipeline.Tests.EndToEnd;

/// <summary>A user's strategy whose constructor fails.</summary>
public sealed class UnmakeableStrategy : IStrategy
{
    public UnmakeableStrategy() => throw new InvalidOperationException("no licence");

    public string Name => "unmakeable";

    public int Decide(in DecisionContext context, Span<OrderIntent> intents) => 0;
}

using Pipeline.Events;

namespace Pipeline.Strategies;

/// <summary>Wants nothing: for recording, where rows are made and nobody trades on them.</summary>
public sealed class IdleStrategy : IStrategy
{
    /// <inheritdoc/>
    public string Name => "idle";

    /// <inheritdoc/>
    public int Decide(in DecisionContext context, Span<OrderIntent> intents) => 0;
}

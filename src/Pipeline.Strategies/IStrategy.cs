using Pipeline.Events;

namespace Pipeline.Strategies;

/// <summary>A trading rule. It sees a row and asks for orders; whether one leaves is for Risk to say.</summary>
/// <remarks>
/// Called on the logic thread for every row. To keep replays exact it reads no clock, no file and no randomness, and what
/// it remembers comes from earlier calls only. 0 bytes a call.
/// </remarks>
public interface IStrategy
{
    /// <summary>Name for summaries and for the command line.</summary>
    string Name { get; }

    /// <summary>
    /// Writes what it wants to <paramref name="intents"/> (<see cref="Decision.MaxIntents"/> entries, all zero) and returns how
    /// many. Only action, side, price, size, time in force, flags and target are read; ids and cause are filled in behind it.
    /// </summary>
    int Decide(in DecisionContext context, Span<OrderIntent> intents);
}

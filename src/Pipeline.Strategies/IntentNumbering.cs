using Pipeline.Events;

namespace Pipeline.Strategies;

/// <summary>Gives intents their ids, rising within a session, and their cause.</summary>
/// <remarks>Single writer. An id is the session in the high 32 bits and a number from 1 in the low.</remarks>
public sealed class IntentNumbering
{
    private readonly long _session;
    private uint _last;

    /// <summary>Numbers for session <paramref name="sessionId"/>, 1 to 2^31 - 1.</summary>
    public IntentNumbering(long sessionId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sessionId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sessionId, int.MaxValue);
        _session = sessionId << 32;
    }

    /// <summary>The last id given, or the session's id 0 before the first.</summary>
    public long LastClientOrderId => _session | _last;

    /// <summary>Numbers the intents that strategy <paramref name="strategy"/> returned.</summary>
    /// <exception cref="OverflowException">The session has used all of its 2^32 - 1 ids.</exception>
    public void Number(Span<OrderIntent> intents, in DecisionContext context, int strategy)
    {
        foreach (ref var intent in intents)
        {
            checked
            {
                _last++;
            }

            intent.ClientOrderId = LastClientOrderId;
            intent.CauseUpdateId = context.Row.Book.UpdateId;
            intent.CauseRow = context.Row.Book.Number;
            intent.CauseNanos = context.PipelineNanos;
            intent.Instrument = context.Instrument;
            intent.Strategy = strategy;
        }
    }
}

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What the desk has seen. Written by the gateway's thread, readable by any.</summary>
public sealed class DeskCounts
{
    /// <summary>New orders whose bytes left, or may have.</summary>
    public long Placed { get; internal set; }

    /// <summary>New orders that were to leave and proved not to have: no connection took a byte of them.</summary>
    public long NotSent { get; internal set; }

    /// <summary>Intents that the last look refused.</summary>
    public long Vetoed { get; internal set; }

    /// <summary>Requests whose outcome was unknown.</summary>
    public long Unknown { get; internal set; }

    /// <summary>Unknown orders and amends that a later answer or event settled.</summary>
    public long Resolved { get; internal set; }

    /// <summary>Fills that were told more than once.</summary>
    public long DoubledFills { get; internal set; }

    /// <summary>Fills that only the list of trades told.</summary>
    public long RecoveredFills { get; internal set; }

    /// <summary>Answers that contradict what was known, such as a refusal of an order that works.</summary>
    public long Contradictions { get; internal set; }

    /// <summary>Orders found open at the venue that had ended here; each was cancelled.</summary>
    public long Ghosts { get; internal set; }

    /// <summary>Reconciliation rounds that came to their end.</summary>
    public long Rounds { get; internal set; }

    /// <summary>Differences that they found and that stayed.</summary>
    public long Differences { get; internal set; }
}

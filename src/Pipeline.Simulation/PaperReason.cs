namespace Pipeline.Simulation;

/// <summary>Why the paper exchange refused, cancelled or let lapse: <see cref="Events.OrderBody.Reason"/> of its records.</summary>
public enum PaperReason
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>A cancel or amend of an order that does not rest here.</summary>
    UnknownOrder = 1,

    /// <summary>A post-only order that would have traded at once.</summary>
    WouldTake = 2,

    /// <summary>What an immediate order could not trade.</summary>
    NoLiquidity = 3,

    /// <summary>A fill-or-kill order that the visible book cannot fill.</summary>
    CannotFill = 4,

    /// <summary>A reduce-only order that would add to the position.</summary>
    WouldAdd = 5,

    /// <summary>Too many orders rest.</summary>
    Full = 6,

    /// <summary>An amend to no more than is filled ends the order.</summary>
    AmendedAway = 7,

    /// <summary>The intent is no order: action, side, price, size or instrument make no sense.</summary>
    Malformed = 8,
}

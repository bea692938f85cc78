namespace Pipeline.Features.Targets;

/// <summary>Why a target has no value. The numbers stand in `target_reasons`, four bits each: append only.</summary>
public enum TargetReason : byte
{
    /// <summary>It has one.</summary>
    None = 0,

    /// <summary>Its end lies past the tape.</summary>
    PastTape = 1,

    /// <summary>A gap, a resync or an invalid book touches its horizon.</summary>
    Gap = 2,

    /// <summary>A mid that it needs does not stand.</summary>
    NoMid = 3,

    /// <summary>The row has no rv_60s to measure the barriers with.</summary>
    NoVolatility = 4,

    /// <summary>The row has no spread_bps to count as a cost: a reason of the sheet's first version.</summary>
    NoSpread = 5,

    /// <summary>At one of its ends the book is one-sided or crossed: there is no price to trade at.</summary>
    NotExecutable = 6,

    /// <summary>The row was loaded by a version that kept no reason, and moved to this one.</summary>
    NotKept = 15,
}

namespace Pipeline.Features.Targets;

/// <summary>Why a target has no value.</summary>
public enum TargetReason : byte
{
    /// <summary>It has one.</summary>
    None = 0,

    /// <summary>Its end lies past the tape.</summary>
    PastTape = 1,

    /// <summary>A gap, a resync or an invalid book touches its horizon.</summary>
    Gap = 2,

    /// <summary>A mid that it needs is older than a second.</summary>
    NoMid = 3,
}

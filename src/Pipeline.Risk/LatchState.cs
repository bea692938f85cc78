namespace Pipeline.Risk;

/// <summary>How much trading is allowed, from all to none. The numbers rise with severity.</summary>
public enum LatchState
{
    /// <summary>Everything that passes the other checks.</summary>
    Active = 0,

    /// <summary>Only what makes a position strictly smaller.</summary>
    ReduceOnly = 1,

    /// <summary>Only cancels.</summary>
    CancelOnly = 2,

    /// <summary>Only cancels, and a human must look.</summary>
    Halted = 3,
}

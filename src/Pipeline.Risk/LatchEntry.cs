namespace Pipeline.Risk;

/// <summary>One state of the latch with who set it and why.</summary>
/// <param name="State">How much trading is allowed.</param>
/// <param name="By">Who, or which part of the program.</param>
/// <param name="Reason">Why.</param>
/// <param name="Nanos">When, UTC nanoseconds.</param>
public sealed record LatchEntry(LatchState State, string By, string Reason, long Nanos);

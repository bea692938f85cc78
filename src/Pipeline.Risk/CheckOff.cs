namespace Pipeline.Risk;

/// <summary>A check, or part of one, that this gate does not make, and why. The summary of a run prints the list.</summary>
/// <param name="Check">Its number in the order of checks, and what it would look at.</param>
/// <param name="Why">The input that is not there.</param>
public sealed record CheckOff(string Check, string Why);

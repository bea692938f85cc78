namespace Pipeline.Research.Cleaning;

/// <summary>One reason to leave a row out.</summary>
/// <param name="Name">Name in the audit.</param>
/// <param name="Bit">Bit of its mask; never renumbered.</param>
/// <param name="Masks">Whether it masks rows unless told otherwise. The others are counted and listed only.</param>
/// <param name="Reason">What is wrong with such a row.</param>
/// <param name="Predicate">SQL over one row or, in `seen_*`, over what was received before it. Never over what came later.</param>
public sealed record CleaningRule(string Name, int Bit, bool Masks, string Reason, string Predicate)
{
    /// <summary>Whether the row alone tells, without those before it.</summary>
    public bool IsAlone { get; init; } = true;

    /// <summary>Its bit as a mask.</summary>
    public long Mask => 1L << Bit;
}

namespace Pipeline.Journal;

/// <summary>How far a log is decided: every decision on the records before <paramref name="Records"/> has been made.</summary>
/// <param name="Records">Ordinal behind the last decided record; 0 where the writer was never told.</param>
/// <param name="InputHash">inputHash after that record: what a replay must come to there.</param>
/// <param name="HoldsDecisions">Whether the log holds those decisions; false where only its records are kept.</param>
public readonly record struct DecisionMark(long Records, ulong InputHash, bool HoldsDecisions = true)
{
    /// <summary>Ordinal and flag as one number of a tape.</summary>
    internal long Packed => (Records << 1) | (HoldsDecisions ? 1L : 0);

    /// <summary>What <see cref="Packed"/> and the hash say.</summary>
    internal static DecisionMark Unpack(long packed, ulong inputHash) => new(packed >> 1, inputHash, (packed & 1) != 0);
}

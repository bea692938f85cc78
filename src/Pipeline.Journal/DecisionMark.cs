namespace Pipeline.Journal;

/// <summary>How far a log is decided: every decision on the records before <paramref name="Records"/> is in it.</summary>
/// <param name="Records">Ordinal behind the last decided record; 0 where the writer was never told.</param>
/// <param name="InputHash">inputHash after that record: what a replay must come to there.</param>
public readonly record struct DecisionMark(long Records, ulong InputHash);

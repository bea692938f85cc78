namespace Pipeline.Journal;

/// <summary>How far the journal is: all before these ordinals.</summary>
/// <param name="Records">Ordinal behind the last record.</param>
/// <param name="Decisions">Ordinal behind the last decision entry.</param>
public readonly record struct JournalMark(long Records, long Decisions);

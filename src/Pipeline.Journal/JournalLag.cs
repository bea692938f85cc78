namespace Pipeline.Journal;

/// <summary>How long what was written waited until it was on the medium.</summary>
/// <param name="Syncs">How often something was flushed.</param>
/// <param name="MeanMillis">From the oldest write that a flush covered to the flush's end, on average, milliseconds.</param>
/// <param name="MaxMillis">The longest, milliseconds.</param>
public sealed record JournalLag(long Syncs, double MeanMillis, double MaxMillis);

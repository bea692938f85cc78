using Pipeline.Events;

namespace Pipeline.Research.Cleaning;

/// <summary>Every cleaning rule.</summary>
/// <remarks>
/// Each looks at the row and at what was received before it: a row that is dropped because of what came after it would tell a
/// model of the future. Warm-up is no rule: such a row is right, its windows are merely short, and their columns are null.
/// To add a rule: append it with the next bit.
/// </remarks>
public static class CleaningRules
{
    /// <summary>All of them, by bit.</summary>
    public static IReadOnlyList<CleaningRule> All { get; } = Create();

    /// <summary>The rule of that name, or null.</summary>
    public static CleaningRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    private static CleaningRule[] Create() =>
    [
        new("not_synced_or_gap", 0, true, "the book was not known, or a gap before it is not resolved", Flags(0, 10)),
        new("one_sided", 1, true, "a side is empty: there is no mid", $"{Flags(1, 2)} OR bid_px_1 IS NULL OR ask_px_1 IS NULL OR mid IS NULL"),
        new("crossed_or_locked", 2, true, "the best bid is not below the best ask", $"{Flags(3, 4)} OR coalesce(bid_px_1 >= ask_px_1, false)"),
        new("stale_stretch", 3, true, "the row before it is too old", Flags(7)),
        new("bad_time", 4, true, "its time is missing, out of range or before that of an earlier row", Flags(8)),
        new("clock", 5, true, "the clock offset moved past its limit", Flags(9)),
        new("ghost_levels", 6, true, "the exchange disagrees with the book, or a level lies where no snapshot reached", Flags(11, 12, 19)),
        new("missing_levels", 7, true, "fewer than twenty levels", $"{Flags(13, 14)} OR {AnyLevelMissing()}"),
        new("spread_outlier", 8, true, "a spread far from what came before", Flags(15)),
        new("mid_jump", 9, true, "the mid moved by more than 1 % in one event", Flags(16)),
        new("latency_outlier", 10, false, "it came much later than its like", Flags(17)),
        new("salvaged", 11, false, "it was read back from a damaged tape", Flags(21)),
        new("duplicate", 12, true, "another file brought this update of this symbol before", "seen_twice") { IsAlone = false },
        new("reordered", 13, true, "an update or exchange time that lies before an earlier row's of its session", "seen_later") { IsAlone = false },
    ];

    private static string Flags(params int[] bits) => $"(dq_flags & {bits.Aggregate(0L, (mask, bit) => mask | 1L << bit)}) <> 0";

    private static string AnyLevelMissing() => string.Join(
        " OR ", Enumerable.Range(1, FeatureRow.Levels).Select(rank => $"bid_px_{rank} IS NULL OR ask_px_{rank} IS NULL"));
}

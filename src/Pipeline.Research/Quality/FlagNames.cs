namespace Pipeline.Research.Quality;

/// <summary>Short names of the data-quality flags by bit, as the sheet lists them.</summary>
public static class FlagNames
{
    private static readonly string[] Names =
    [
        "not synced", "no bid", "no ask", "crossed", "locked", "not monotone", "off grid", "stale", "bad timestamp", "clock offset", "gap",
        "audit mismatch", "ticker mismatch", "few bids", "few asks", "spread outlier", "mid jump", "latency outlier", "warm-up",
        "beyond snapshot", "conflated", "salvaged", "synthetic", "unknown flag",
    ];

    /// <summary>The bit that says that a book is young: no fault.</summary>
    public const int WarmUp = 18;

    private const long Hard = 0b1_1111_1110_1111;

    /// <summary>Flags, and one entry for bits that no flag has.</summary>
    public static int Count => Names.Length;

    /// <summary>Name of a bit.</summary>
    public static string Of(int bit) => Names[Math.Min(bit, Count - 1)];

    /// <summary>Whether a row with this flag has quality 0.</summary>
    public static bool IsHard(int bit) => (Hard >> bit & 1) != 0;
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What a recording of days holds. Equal options give equal text, to the last byte.</summary>
public sealed record DaysOptions
{
    /// <summary>The shortest span that has room for a busy and a quiet stretch, seconds.</summary>
    public const int MinSeconds = 60;

    /// <summary>The fewest rows between two connection losses.</summary>
    public const int MinRowsPerGap = 20;

    private const int MinSecondsPerGap = 20;
    private const int MostRowsPerSecond = 5;
    private const int MostSecondsPerRow = 5;

    /// <summary>Seed of everything that is drawn.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The instrument: symbol and grid of all messages.</summary>
    public Instrument Instrument { get; init; } = new RecordingOptions().Instrument;

    /// <summary>When it begins, UTC nanoseconds; a midnight.</summary>
    public long StartNanos { get; init; } = 1_790_035_200_000_000_000;

    /// <summary>Market time, seconds. The recording ends within moments of it: with the last row.</summary>
    public int SpanSeconds { get; init; } = 48 * 3600;

    /// <summary>How many rows a replay cuts. The recording ends with the last one; what is on its way then still arrives.</summary>
    public long Rows { get; init; } = 519_104;

    /// <summary>How often the connection is lost: seconds to minutes without a message, a broken chain, a snapshot some time later.</summary>
    public int Gaps { get; init; } = 24;

    /// <summary>Seconds from one snapshot that nothing asked for to the next.</summary>
    public int SnapshotSeconds { get; init; } = 3600;

    /// <summary>Where the price starts, ticks.</summary>
    public long StartTicks { get; init; } = 600_000;

    /// <summary>What is wrong with these options, or null.</summary>
    public string? Refusal => SpanSeconds < MinSeconds ? $"a span of {SpanSeconds} s is too short: at least {MinSeconds} s"
        : Rows > (long)SpanSeconds * MostRowsPerSecond ? $"{Rows} rows are too many for {SpanSeconds} s: at most {MostRowsPerSecond} a second"
        : Rows * MostSecondsPerRow < SpanSeconds ? $"{Rows} rows are too few for {SpanSeconds} s: at least one in {MostSecondsPerRow} s"
        : Gaps < 0 || (long)Gaps * MinSecondsPerGap > SpanSeconds || (long)Gaps * MinRowsPerGap > Rows
            ? $"{Gaps} gaps have no room: at least {MinSecondsPerGap} s and {MinRowsPerGap} rows for each"
        : SnapshotSeconds < 1 ? $"a snapshot every {SnapshotSeconds} s is not possible: at least 1 s"
        : StartTicks < 100_000 ? $"a start at {StartTicks} ticks leaves the bids no room: at least 100000"
        : null;
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What a made recording holds. Equal options give equal text, to the last byte.</summary>
public sealed record RecordingOptions
{
    /// <summary>The shortest recording in which every fault finds its place, seconds.</summary>
    public const int MinSeconds = 20;

    /// <summary>The slowest market that still moves.</summary>
    public const int MinMessagesPerSecond = 20;

    /// <summary>Seed of everything that is drawn.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The instrument: symbol and grid of all messages.</summary>
    public Instrument Instrument { get; init; } = new()
    {
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        TickMantissa = 10,
        PriceDecimals = 2,
        LotMantissa = 1,
        SizeDecimals = 3,
    };

    /// <summary>Market time from the first to the last message, seconds; at least <see cref="MinSeconds"/>.</summary>
    public int DurationSeconds { get; init; } = 90;

    /// <summary>When it begins, UTC nanoseconds.</summary>
    public long StartNanos { get; init; } = 1_790_000_000_000_000_000;

    /// <summary>About how many messages a second, bursts and silences taken together; at least <see cref="MinMessagesPerSecond"/>.</summary>
    public int MessagesPerSecond { get; init; } = 300;

    /// <summary>Where the price starts, ticks.</summary>
    public long StartTicks { get; init; } = 600_000;

    /// <summary>
    /// Whether faults are put in: a diff that never arrives, a diff finer than any unit, a snapshot that is too old, messages that
    /// cannot be decoded, diffs that come twice, silences longer than a mid stands.
    /// </summary>
    public bool Faults { get; init; } = true;

    /// <summary>The most levels that a snapshot shows on a side.</summary>
    public int SnapshotLevels { get; init; } = 500;
}

using System.Security.Cryptography.X509Certificates;
using Pipeline.Events;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Feeds.Lanes;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>All that a feed is made of.</summary>
public sealed record FeedSetup
{
    /// <summary>What it follows.</summary>
    public required FeedOptions Options { get; init; }

    /// <summary>Where the venue is.</summary>
    public required BinanceAddresses Addresses { get; init; }

    /// <summary>The run's instruments, in the order of <see cref="FeedOptions.Symbols"/>.</summary>
    public required InstrumentTable Instruments { get; init; }

    /// <summary>The market of all of them.</summary>
    public Market Market { get; init; } = Market.UsdM;

    /// <summary>A lane of the ring for each redundant socket.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>The lane for snapshots, ticks, clock samples, connection states and alarms.</summary>
    public required Lane Control { get; init; }

    /// <summary>A sink for each lane, in their order; may be shorter.</summary>
    public IReadOnlyList<IDeadLetterSink> DeadLetters { get; init; } = [];

    /// <summary>REST.</summary>
    public required IDepthSnapshots Snapshots { get; init; }

    /// <summary>Clocks.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>Seed of the jitter. Should differ between processes.</summary>
    public required int Seed { get; init; }

    /// <summary>Time between two samples of the venue's clock. Default 10 s.</summary>
    public long TimeSampleNanos { get; init; } = 10_000_000_000;

    /// <summary>Whether unencrypted addresses are allowed: a simulator on loopback. Default no.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Whether the venue is a simulator: then every record of its market lanes says that no market made it. Default no.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>The only root that is trusted, instead of the machine's. Default none.</summary>
    public X509Certificate2? TrustedRoot { get; init; }
}

using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What a simulated exchange is. Times that the venue counts in hours can be made short for tests.</summary>
public sealed record ExchangeServerOptions
{
    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether to speak TLS, with a certificate made at start for `localhost` and `127.0.0.1`.</summary>
    public bool Tls { get; init; }

    /// <summary>Seed of the order flow, the ids and the drawn faults.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The instruments, all of one market; ignored where <see cref="Capture"/> is set. Orders are taken on USD-M alone.</summary>
    public IReadOnlyList<Instrument> Instruments { get; init; } = [ExchangeInstruments.BtcUsdt];

    /// <summary>Actions of the seeded order flow a second and instrument; 0 leaves the opening book alone with the clients.</summary>
    public int ActionsPerSecond { get; init; } = 300;

    /// <summary>Orders that the seeded flow keeps on the book.</summary>
    public int RestingOrders { get; init; } = 4_000;

    /// <summary>A recording (lines of receive time and JSON, plain or .gz) that is the market instead of the seeded flow.</summary>
    public string? Capture { get; init; }

    /// <summary>How fast the market runs: 1 is its own pace; 0 (a capture only) as fast as the subscribers take it.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Depth subscribers that a capture waits for before its first message, so that none is missed.</summary>
    public int CaptureSubscribers { get; init; } = 1;

    /// <summary>Keys and accounts; none makes one (<see cref="ExchangeServer.Keys"/>).</summary>
    public IReadOnlyList<ExchangeKey> Keys { get; init; } = [];

    /// <summary>What each account starts with, whole USDT.</summary>
    public long StartingBalance { get; init; } = 1_000_000;

    /// <summary>Fee of a maker, millionths of the notional.</summary>
    public int MakerFeeMicros { get; init; } = 200;

    /// <summary>Fee of a taker, millionths of the notional.</summary>
    public int TakerFeeMicros { get; init; } = 500;

    /// <summary>Request weight a UTC minute and address; null is the market's own.</summary>
    public int? WeightPerMinute { get; init; }

    /// <summary>Orders in 10 seconds and an account.</summary>
    public int OrdersPerTenSeconds { get; init; } = 300;

    /// <summary>Orders in a minute and an account.</summary>
    public int OrdersPerMinute { get; init; } = 1_200;

    /// <summary>Control messages that a stream connection may send within a second before it is closed with 1008; null is the market's own.</summary>
    public int? ControlMessagesPerSecond { get; init; }

    /// <summary>Messages that wait for a slow connection before it is cut.</summary>
    public int QueuedMessages { get; init; } = 50_000;

    /// <summary>Life of a connection.</summary>
    public TimeSpan ConnectionLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Life of a listen key since it was last kept alive.</summary>
    public TimeSpan ListenKeyLife { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How often the server pings.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a connection may leave pings unanswered.</summary>
    public TimeSpan PongWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Books remembered at the ids at which a diff stream ends an event, for <see cref="ExchangeServer.TryBookAt"/>; 0 remembers none.</summary>
    public int RememberedBooks { get; init; }

    /// <summary>Faults in force from the start.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>Faults a minute drawn from <see cref="Seed"/> over the whole run; 0 draws none.</summary>
    public int DrawnFaultsPerMinute { get; init; }
}

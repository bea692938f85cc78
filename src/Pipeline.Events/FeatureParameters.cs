namespace Pipeline.Events;

/// <summary>The numbers that the sheet leaves open. They are part of the schema's hash: other numbers, other features.</summary>
public sealed record FeatureParameters
{
    /// <summary>The sheet's own values.</summary>
    public static readonly FeatureParameters Default = new();

    /// <summary>Quote notional that the impact columns spend. Default: 100,000 quote units.</summary>
    public long ImpactNotional { get; init; } = 100_000;

    /// <summary>Spread up to which quality does not fall, s_hi. Default: 50 bps.</summary>
    public double SpreadHiBps { get; init; } = 50;

    /// <summary>Age past which a row is stale, S_max. Default: 500 ms.</summary>
    public long StaleMaxMs { get; init; } = 500;

    /// <summary>Time between two depth events of a live feed. Default: 100 ms.</summary>
    public long CadenceMs { get; init; } = 100;

    /// <summary>One-minute returns up to this size have no direction. Default: 1 bp.</summary>
    public double DeadZoneBps { get; init; } = 1;

    /// <summary>Time from a row to the order that it causes, d. Default: 0 ms.</summary>
    public long DecisionLatencyMs { get; init; }

    /// <summary>Taker fees of a round trip, which y_long, y_short, y_cost and y_tb must beat. Default: 10 bps.</summary>
    public double FeesBps { get; init; } = 10;

    /// <summary>Barrier of y_tb in units of the row's rv_60s. Default: 1.</summary>
    public double BarrierSigmas { get; init; } = 1;

    /// <summary>Smallest barrier of y_tb. Default: 1 bp.</summary>
    public double BarrierMinBps { get; init; } = 1;

    /// <summary>Time after which y_tb gives up. Default: 60 s.</summary>
    public int BarrierSeconds { get; init; } = 60;

    /// <summary>Horizon of y_cost. Default: 60 s.</summary>
    public int CostSeconds { get; init; } = 60;

    /// <summary>
    /// Time for which a mid stands after the last row that stated it, where no connection is known to be alive: of labels, windows and
    /// grids. Default: 1,000 ms.
    /// </summary>
    public long HoldMs { get; init; } = 1_000;
}

namespace Pipeline.Research.Plots;

/// <summary>Which picture.</summary>
public enum PlotKind
{
    /// <summary>The order book over time, with trades and gaps.</summary>
    Heatmap = 0,

    /// <summary>Prices, spread, imbalance, order flow, volume and volatility under one time axis.</summary>
    Microstructure = 1,

    /// <summary>Quality score, flags, coverage, validity of targets and the gap table.</summary>
    Quality = 2,

    /// <summary>Mean cumulative size by distance from mid.</summary>
    Depth = 3,

    /// <summary>Percentiles of feed latency and of the time between rows.</summary>
    Latency = 4,
}

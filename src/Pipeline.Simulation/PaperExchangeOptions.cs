namespace Pipeline.Simulation;

/// <summary>How the paper exchange answers.</summary>
public sealed record PaperExchangeOptions
{
    /// <summary>Time of an order to the exchange, and of a result back, nanoseconds each way. Default 0.</summary>
    public long LatencyNanos { get; init; }

    /// <summary>Fee of a taker's fill, 1e-8 of its value. Default 50,000 (5 basis points).</summary>
    public long TakerFeeE8 { get; init; } = 50_000;

    /// <summary>Fee of a maker's fill, 1e-8 of its value; negative is a rebate. Default 20,000 (2 basis points).</summary>
    public long MakerFeeE8 { get; init; } = 20_000;

    /// <summary>Lane of the results. Default 255.</summary>
    public byte Lane { get; init; } = byte.MaxValue;

    /// <summary>Most orders that may rest at once; one more is refused. Default 1,024.</summary>
    public int Capacity { get; init; } = 1024;
}

namespace Pipeline.Research.Plots;

/// <summary>What to draw and how large.</summary>
public sealed record PlotRequest
{
    /// <summary>The narrowest and lowest picture in which the axes stay readable.</summary>
    public const int SmallestWidth = 800, SmallestHeight = 640;

    /// <summary>No picture is wider or higher, in pixels.</summary>
    public const int Largest = 10_000;

    /// <summary>What the title calls the input.</summary>
    public required string Source { get; init; }

    /// <summary>The symbol, or null where the input has only one.</summary>
    public string? Symbol { get; init; }

    /// <summary>First receive time, UTC nanoseconds, or null for the first message.</summary>
    public long? FromNanos { get; init; }

    /// <summary>Receive time to stop before, UTC nanoseconds, or null for the last message.</summary>
    public long? ToNanos { get; init; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 1600;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 1000;
}

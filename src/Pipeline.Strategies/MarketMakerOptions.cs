namespace Pipeline.Strategies;

/// <summary>How the market maker quotes.</summary>
public sealed record MarketMakerOptions
{
    /// <summary>Size of a quote, lots. Default 1.</summary>
    public long SizeLots { get; init; } = 1;

    /// <summary>Distance of each quote from the middle of its pair, ticks. Default 1.</summary>
    public long HalfSpreadTicks { get; init; } = 1;

    /// <summary>Position that moves both quotes by one tick against it, lots. Default 5.</summary>
    public long SkewLotsPerTick { get; init; } = 5;

    /// <summary>Position at which it no longer quotes the side that adds to it, lots. Default 20.</summary>
    public long MaxPositionLots { get; init; } = 20;

    /// <summary>A quote is left where it stands until it is this far off, ticks. Default 2.</summary>
    public long RequoteTicks { get; init; } = 2;

    /// <summary>Ticks that a score of 1 moves both quotes, at most <see cref="MaxScoreTicks"/>. Default 0.</summary>
    public double TicksPerScore { get; init; }

    /// <summary>Most ticks that a score moves the quotes. Default 10.</summary>
    public long MaxScoreTicks { get; init; } = 10;

    /// <summary>Everything that is wrong with these values.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        void AtLeast(string name, long value, long least)
        {
            if (value < least)
            {
                problems.Add($"{name} {value} is less than {least}");
            }
        }

        AtLeast(nameof(SizeLots), SizeLots, 1);
        AtLeast(nameof(HalfSpreadTicks), HalfSpreadTicks, 0);
        AtLeast(nameof(SkewLotsPerTick), SkewLotsPerTick, 1);
        AtLeast(nameof(MaxPositionLots), MaxPositionLots, 1);
        AtLeast(nameof(RequoteTicks), RequoteTicks, 1);
        AtLeast(nameof(MaxScoreTicks), MaxScoreTicks, 0);
        if (!double.IsFinite(TicksPerScore))
        {
            problems.Add($"{nameof(TicksPerScore)} is not finite");
        }

        return problems;
    }
}

namespace Pipeline.Strategies;

/// <summary>What the taker does with a score.</summary>
public sealed record TakerOptions
{
    /// <summary>Options of the demo, for a score of imbalance + 0.02 x ofin_l1: it wants more than the demo's limits give.</summary>
    public static TakerOptions Demo { get; } = new() { Threshold = 0.8, SizeLots = 10, TargetPositionLots = 60 };

    /// <summary>It buys above this score and sells below its negative; in the model's unit. Default 1.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Size of an order, lots. Default 1.</summary>
    public long SizeLots { get; init; } = 1;

    /// <summary>Position at which it stops adding, lots either way. Default 10.</summary>
    public long TargetPositionLots { get; init; } = 10;

    /// <summary>Everything that is wrong with these values.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!(Threshold >= 0 && double.IsFinite(Threshold)))
        {
            problems.Add($"{nameof(Threshold)} {Threshold} is not a finite number from 0");
        }

        if (SizeLots < 1)
        {
            problems.Add($"{nameof(SizeLots)} {SizeLots} is less than 1");
        }

        if (TargetPositionLots < 0)
        {
            problems.Add($"{nameof(TargetPositionLots)} {TargetPositionLots} is negative");
        }

        return problems;
    }
}

namespace Pipeline.Comparisons;

/// <summary>How a comparison runs.</summary>
/// <param name="Rounds">Alternating rounds; every contender runs once a round.</param>
/// <param name="CapturePath">A real capture, or null for the project's own synthetic data.</param>
/// <param name="Quick">One short round: proves that nothing rots, measures nothing.</param>
internal sealed record ComparisonOptions(int Rounds, string? CapturePath, bool Quick);

/// <summary>One contender: its figure in every round, in the report's unit.</summary>
internal sealed record Contender(string Name, IReadOnlyList<double> Figures)
{
    public double Median => Statistics.Median(Figures);
}

/// <summary>One contender held against another, round by round.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Ours">Ours.</param>
/// <param name="Rival">What a user would pick instead.</param>
/// <param name="HigherIsBetter">True for rates, false for times.</param>
/// <param name="AtLeast">The ratio that is promised, or null.</param>
internal sealed record Ratio(string Name, Contender Ours, Contender Rival, bool HigherIsBetter, double? AtLeast)
{
    /// <summary>Median over rounds of the advantage within the round: above 1 means ours is better.</summary>
    public double Median => Statistics.Median(Enumerable.Range(0, Ours.Figures.Count).Select(Advantage).ToArray());

    private double Advantage(int round) =>
        HigherIsBetter ? Ours.Figures[round] / Rival.Figures[round] : Rival.Figures[round] / Ours.Figures[round];
}

/// <summary>The outcome of one comparison.</summary>
/// <param name="Title">What was done.</param>
/// <param name="Unit">Unit of the figures.</param>
/// <param name="Contenders">All contenders with the same digest.</param>
/// <param name="Ratios">What is claimed.</param>
/// <param name="Conditions">What a reader must know to repeat it.</param>
internal sealed record ComparisonReport(
    string Title, string Unit, IReadOnlyList<Contender> Contenders, IReadOnlyList<Ratio> Ratios, IReadOnlyList<string> Conditions);

/// <summary>Order statistics.</summary>
internal static class Statistics
{
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

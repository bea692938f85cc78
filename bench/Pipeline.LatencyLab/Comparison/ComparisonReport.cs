namespace Pipeline.LatencyLab.Comparison;

/// <summary>One contender's figures, in nanoseconds.</summary>
internal sealed record ContenderFigures(string Name, string Transport, long RowsATurn, Percentiles FromBuffer, Percentiles FromPlan);

/// <summary>How many times as long the ordinary pipeline took, behind the same transport.</summary>
/// <param name="Name">The mode.</param>
/// <param name="Transport">How messages came in.</param>
/// <param name="FromBuffer">Counted from the receive buffer.</param>
/// <param name="FromPlan">Counted from the planned time.</param>
/// <param name="Promised">The least that p50 and p90 from the buffer are to be, or null.</param>
internal sealed record RatioFigures(string Name, string Transport, Percentiles FromBuffer, Percentiles FromPlan, double? Promised)
{
    public bool IsReached => Promised is not { } least || (FromBuffer.P50 >= least && FromBuffer.P90 >= least);
}

/// <summary>The outcome.</summary>
internal sealed record ComparisonReport(
    IReadOnlyList<string> Conditions, IReadOnlyList<ContenderFigures> Contenders, IReadOnlyList<RatioFigures> Ratios)
{
    private const double PromisedRatio = 5;

    /// <summary>Whether one of the modes that a live run has reached what is promised.</summary>
    public bool IsReached => Ratios.Any(each => each.Promised is not null && each.IsReached);

    public static ComparisonReport Of(LatencyComparison comparison, IReadOnlyList<string> conditions) => new(
        conditions,
        [.. comparison.Standings.Select(each => new ContenderFigures(each.Entry.Name, each.Entry.Transport, each.Rows, each.FromBuffer, each.FromPlan))],
        [.. comparison.Standings.Where(each => each.Entry.Mode is not null).Select(each => RatioOf(each, comparison.Standings))]);

    private static RatioFigures RatioOf(Standing ours, IReadOnlyList<Standing> all)
    {
        var rival = all.Single(each => each.Entry.Mode is null && each.Entry.Transport == ours.Entry.Transport);
        return new RatioFigures(
            ours.Entry.Name,
            ours.Entry.Transport,
            ours.BufferAdvantage(rival),
            ours.PlanAdvantage(rival),
            ours.Entry is { Transport: Entry.Memory, IsLive: true } ? PromisedRatio : null);
    }
}

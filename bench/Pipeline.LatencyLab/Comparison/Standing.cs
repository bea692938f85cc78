namespace Pipeline.LatencyLab.Comparison;

/// <summary>What one entry reached: its percentiles, round by round.</summary>
internal sealed class Standing(Entry entry)
{
    private readonly List<Percentiles> _fromBuffer = [];
    private readonly List<Percentiles> _fromPlan = [];

    public Entry Entry => entry;

    public Percentiles FromBuffer => Percentiles.Median(_fromBuffer);

    public Percentiles FromPlan => Percentiles.Median(_fromPlan);

    /// <summary>Rows timed in a turn.</summary>
    public long Rows { get; private set; }

    public void Add(VerdictTimes times)
    {
        _fromBuffer.Add(Percentiles.Of(times.FromBuffer));
        _fromPlan.Add(Percentiles.Of(times.FromPlan));
        Rows = times.FromPlan.TotalCount;
    }

    /// <summary>How many times as long <paramref name="rival"/> took, the median of the rounds, counted from the buffer.</summary>
    public Percentiles BufferAdvantage(Standing rival) => Advantage(_fromBuffer, rival._fromBuffer);

    /// <summary>The same, counted from the planned time.</summary>
    public Percentiles PlanAdvantage(Standing rival) => Advantage(_fromPlan, rival._fromPlan);

    private static Percentiles Advantage(List<Percentiles> ours, List<Percentiles> theirs) =>
        Percentiles.Median([.. theirs.Zip(ours, (their, our) => their.Over(our))]);
}

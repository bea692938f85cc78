using Pipeline.Engine.Replay;
using Pipeline.LatencyLab.Comparison;

namespace Pipeline.LatencyLab.Flood;

/// <summary>What a flood left.</summary>
/// <param name="Sent">Messages put in.</param>
/// <param name="LeftOut">Messages of the recording that are damaged or behind its first gap, and so were not sent.</param>
/// <param name="Rate">Messages a second, as planned.</param>
/// <param name="Times">How late and how long.</param>
/// <param name="Summary">What the pipeline counted.</param>
/// <param name="Memory">After a tenth, at half, at the end.</param>
internal sealed record FloodResult(long Sent, int LeftOut, int Rate, VerdictTimes Times, ReplaySummary Summary, IReadOnlyList<MemorySample> Memory)
{
    /// <summary>The most that the process may hold at the end over what it held after a tenth: windows of a minute fill meanwhile.</summary>
    public const long MostGrowthBytes = 32 << 20;

    public Percentiles FromPlan => Percentiles.Of(Times.FromPlan);

    public long GrowthBytes => Memory[^1].ResidentBytes - Memory[0].ResidentBytes;

    /// <summary>All that does not hold; empty where everything does.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Fault(Times.Handled != Sent || Summary.Messages != Sent, $"{Sent} messages in, {Times.Handled} through, {Summary.Messages} counted"),
        .. Fault(Summary.DeadLetters != 0, $"{Summary.DeadLetters} dead letters"),
        .. Fault(Summary.Gaps != 0, $"{Summary.Gaps} gaps"),
        .. Fault(Summary.BboMismatches != 0, $"{Summary.BboMismatches} of {Summary.BboChecks} tops differ from the ticker"),
        .. Fault(Summary.BboChecks == 0 || Summary.Rows == 0, "no row was cut or no top was compared"),
        .. Fault(GrowthBytes > MostGrowthBytes, $"the process grew by {GrowthBytes >> 20} MiB"),
    ];

    private static IEnumerable<string> Fault(bool isOne, string text) => isOne ? [text] : [];
}

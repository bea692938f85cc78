using HdrHistogram;
using Pipeline.Engine.Replay;

namespace Pipeline.Engine.Telemetry;

/// <summary>A histogram of nanoseconds a stage. Each is written by the one thread that runs its stage.</summary>
public sealed class StageHistograms
{
    private const long HighestNanos = 60_000_000_000;
    private const int SignificantDigits = 3;

    private readonly LongHistogram[] _histograms = Enumerable.Range(0, (int)PipelineStage.Count)
        .Select(_ => NewHistogram()).ToArray();

    /// <summary>Adds one duration; longer than a minute counts as a minute.</summary>
    public void Record(PipelineStage stage, long nanos) => Record(_histograms[(int)stage], nanos);

    /// <summary>Percentiles of every stage that was timed at least once. After the threads have ended.</summary>
    public IReadOnlyDictionary<string, StageLatency> Summarise() =>
        Enumerable.Range(0, _histograms.Length)
            .Where(i => _histograms[i].TotalCount > 0)
            .ToDictionary(i => ((PipelineStage)i).ToString().ToLowerInvariant(), i => Summarise(_histograms[i]));

    internal static LongHistogram NewHistogram() => new(HighestNanos, SignificantDigits);

    internal static void Record(LongHistogram histogram, long nanos) => histogram.RecordValue(Math.Clamp(nanos, 0, HighestNanos));

    internal static StageLatency Summarise(LongHistogram histogram) => new(
        histogram.TotalCount,
        histogram.GetValueAtPercentile(50),
        histogram.GetValueAtPercentile(99),
        histogram.GetValueAtPercentile(99.9),
        histogram.GetMaxValue());
}

using HdrHistogram;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Telemetry;

/// <summary>How long after the arrival of its message each row was judged. The clock is the one that stamps arrivals.</summary>
/// <remarks>Written by the thread that runs Risk, read after it has ended.</remarks>
internal sealed class VerdictTimes(IClock clock) : IVerdictSink
{
    private readonly LongHistogram _histogram = StageHistograms.NewHistogram();

    /// <summary>Percentiles, or null where no row was judged.</summary>
    public StageLatency? Summarise() => _histogram.TotalCount == 0 ? null : StageHistograms.Summarise(_histogram);

    public void OnVerdict(in InputRecord record, in BookResult result, in Verdict verdict)
    {
        if (result.Action == BookAction.Applied)
        {
            StageHistograms.Record(_histogram, clock.UtcNanos - record.ReceiveNanos);
        }
    }
}

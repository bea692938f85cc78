using Pipeline.Primitives;

namespace Pipeline.Engine.Telemetry;

/// <summary>Times one stage on the thread that owns it.</summary>
internal sealed class StageClock(StageHistograms histograms)
{
    private long _started;

    public void Start() => _started = SystemClock.Instance.MonotonicNanos;

    public void Stamp(PipelineStage stage) => histograms.Record(stage, SystemClock.Instance.MonotonicNanos - _started);
}

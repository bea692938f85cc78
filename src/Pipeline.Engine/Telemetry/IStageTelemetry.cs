using Pipeline.Primitives;

namespace Pipeline.Engine.Telemetry;

/// <summary>Stage timing as a type parameter: switched off, the compiler leaves nothing of it.</summary>
internal interface IStageTelemetry
{
    /// <summary>Starts the first stage's time.</summary>
    void Start();

    /// <summary>Ends <paramref name="stage"/>'s time and starts the next one's.</summary>
    void Stamp(PipelineStage stage);
}

/// <summary>No timing.</summary>
internal struct TelemetryOff : IStageTelemetry
{
    public readonly void Start()
    {
    }

    public readonly void Stamp(PipelineStage stage)
    {
    }
}

/// <summary>Timing with the monotonic clock. Mutable struct: do not make a field of this type readonly.</summary>
internal struct TelemetryOn(StageHistograms histograms, IClock clock) : IStageTelemetry
{
    private long _last;

    public void Start() => _last = clock.MonotonicNanos;

    public void Stamp(PipelineStage stage)
    {
        var now = clock.MonotonicNanos;
        histograms.Record(stage, now - _last);
        _last = now;
    }
}

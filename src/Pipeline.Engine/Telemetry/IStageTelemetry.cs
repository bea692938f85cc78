using Pipeline.Primitives;

namespace Pipeline.Engine.Telemetry;

/// <summary>Stage timing as a type parameter: switched off, the compiler leaves nothing of it.</summary>
internal interface IStageTelemetry
{
    /// <summary>Starts the first stage's time.</summary>
    void Start();

    /// <summary>Ends <paramref name="stage"/>'s time and starts the next one's.</summary>
    void Stamp(PipelineStage stage);

    /// <summary>The verdicts on a row have been given, whose message arrived at <paramref name="receiveNanos"/>.</summary>
    void StampVerdict(long receiveNanos);
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

    public readonly void StampVerdict(long receiveNanos)
    {
    }
}

/// <summary>Timing with the monotonic clock. Mutable struct: do not make a field of this type readonly.</summary>
/// <param name="histograms">Where it goes.</param>
/// <param name="clock">For the stages.</param>
/// <param name="arrivals">The clock that messages are stamped with as they arrive, or null where they arrived long ago.</param>
internal struct TelemetryOn(StageHistograms histograms, IClock clock, IClock? arrivals) : IStageTelemetry
{
    private long _last;

    public void Start() => _last = clock.MonotonicNanos;

    public void Stamp(PipelineStage stage)
    {
        var now = clock.MonotonicNanos;
        histograms.Record(stage, now - _last);
        _last = now;
    }

    public readonly void StampVerdict(long receiveNanos)
    {
        if (arrivals is not null)
        {
            histograms.Record(PipelineStage.Verdict, arrivals.UtcNanos - receiveNanos);
        }
    }
}

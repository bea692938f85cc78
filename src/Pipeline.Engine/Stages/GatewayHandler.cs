using Pipeline.Engine.Telemetry;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>The gateway as the ring sees it where new orders wait for the medium: its first cursor follows what is written, its second what is durable.</summary>
internal struct GatewayHandler<TTelemetry>(GatewayStage stage, TTelemetry telemetry) : IDualCursorHandler
    where TTelemetry : struct, IStageTelemetry
{
    // Mutable struct: do not make readonly.
    private TTelemetry _telemetry = telemetry;

    public void OnInput(long sequence)
    {
        _telemetry.Start();
        stage.OnEvent(sequence);
        _telemetry.Stamp(PipelineStage.Gateway);
    }

    public void OnDecision(long sequence) => stage.Release(sequence);

    public readonly void OnEndOfBatch()
    {
    }
}

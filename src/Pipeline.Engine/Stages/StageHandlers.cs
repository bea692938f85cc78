using Pipeline.Engine.Telemetry;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>A stage as the ring sees it, timed or not. The two structs are all there is: the compiler calls the stage directly.</summary>
internal struct StageHandler<TStage, TTelemetry>(TStage stage, TTelemetry telemetry, PipelineStage name) : IEventHandler
    where TStage : struct, IStage
    where TTelemetry : struct, IStageTelemetry
{
    // Mutable struct: do not make readonly.
    private TTelemetry _telemetry = telemetry;

    public void OnEvent(long sequence, bool endOfBatch)
    {
        _telemetry.Start();
        stage.OnEvent(sequence);
        _telemetry.Stamp(name);
    }
}

/// <summary>One record's worth of a stage's work.</summary>
internal interface IStage
{
    void OnEvent(long sequence);
}

/// <summary>Book.</summary>
internal readonly struct BookWork(BookStage stage) : IStage
{
    public void OnEvent(long sequence) => stage.OnEvent(sequence);
}

/// <summary>Features.</summary>
internal readonly struct FeatureWork(FeatureStage stage) : IStage
{
    public void OnEvent(long sequence) => stage.OnEvent(sequence);
}

/// <summary>Inference.</summary>
internal readonly struct InferenceWork(InferenceStage stage) : IStage
{
    public void OnEvent(long sequence) => stage.OnEvent(sequence);
}

/// <summary>Gateway.</summary>
internal readonly struct GatewayWork(GatewayStage stage) : IStage
{
    public void OnEvent(long sequence) => stage.OnEvent(sequence);
}

/// <summary>Strategy, then Risk, on each record: what the strategy sees of its orders is what Risk left the record before.</summary>
internal struct TradingHandler<TTelemetry>(StrategyStage strategy, RiskStage risk, TTelemetry telemetry) : IEventHandler
    where TTelemetry : struct, IStageTelemetry
{
    // Mutable struct: do not make readonly.
    private TTelemetry _telemetry = telemetry;

    public void OnEvent(long sequence, bool endOfBatch)
    {
        _telemetry.Start();
        strategy.OnEvent(sequence);
        _telemetry.Stamp(PipelineStage.Strategy);
        risk.OnEvent(sequence);
        _telemetry.Stamp(PipelineStage.Risk);
    }
}

/// <summary>The journal as the ring sees it; a batch is timed as a whole.</summary>
internal struct JournalHandler<TTelemetry>(JournalStage stage, TTelemetry telemetry) : IDualCursorHandler
    where TTelemetry : struct, IStageTelemetry
{
    // Mutable struct: do not make readonly.
    private TTelemetry _telemetry = telemetry;
    private bool _inBatch;

    public void OnInput(long sequence)
    {
        StartBatch();
        stage.OnInput(sequence);
    }

    public void OnDecision(long sequence)
    {
        StartBatch();
        stage.OnDecision(sequence);
    }

    public void OnEndOfBatch()
    {
        stage.OnEndOfBatch();
        _telemetry.Stamp(PipelineStage.Journal);
        _inBatch = false;
    }

    private void StartBatch()
    {
        if (!_inBatch)
        {
            _inBatch = true;
            _telemetry.Start();
        }
    }
}

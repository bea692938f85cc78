using Pipeline.Engine.Telemetry;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>What each stage follows in the ring. Which of them share a thread is the plan's affair, not this one's.</summary>
internal sealed class StageWiring<TTelemetry>(Sequencer sequencer, TTelemetry telemetry) : IStageWiring
    where TTelemetry : struct, IStageTelemetry
{
    private readonly List<IEventProcessor> _processors = [];
    private readonly List<Sequence> _gating = [];
    private readonly List<string> _gatingNames = [];
    private Sequence? _last;
    private DualCursorProcessor<JournalHandler<TTelemetry>>? _journal;

    public IReadOnlyList<IEventProcessor> Processors => _processors;

    public IReadOnlyList<Sequence> Gating => _gating;

    public string NameOfSlowest => _gatingNames[_gating.IndexOf(_gating.MinBy(sequence => sequence.Value)!)];

    public void AddLogic(BookStage book, FeatureStage features, InferenceStage inference, StrategyStage strategy, RiskStage risk)
    {
        Follow(StageNames.Book, Timed(new BookWork(book), PipelineStage.Book));
        Follow(StageNames.Features, Timed(new FeatureWork(features), PipelineStage.Features));
        Follow(StageNames.Inference, Timed(new InferenceWork(inference), PipelineStage.Inference));
        Follow(StageNames.Trading, new TradingHandler<TTelemetry>(strategy, risk, telemetry));
        Gate(StageNames.Trading, _last!);
    }

    public void AddJournal(JournalStage journal, IWaitStrategy waitStrategy)
    {
        var processor = new DualCursorProcessor<JournalHandler<TTelemetry>>(
            StageNames.Journal, sequencer.NewBarrier(), sequencer.NewBarrier(_last!), new(journal, telemetry), waitStrategy);
        _journal = processor;
        _processors.Add(processor);
        _last = processor.DecisionSequence;
        Gate(StageNames.Journal, processor.InputSequence);
        Gate(StageNames.Journal, processor.DecisionSequence);
    }

    public void AddGateway(GatewayStage gateway)
    {
        Follow(StageNames.Gateway, Timed(new GatewayWork(gateway), PipelineStage.Gateway));
        Gate(StageNames.Gateway, _last!);
    }

    public void AddGateway(GatewayStage gateway, Sequence durable, IWaitStrategy waitStrategy)
    {
        var processor = new DualCursorProcessor<GatewayHandler<TTelemetry>>(
            StageNames.Gateway, sequencer.NewBarrier(_last!), sequencer.NewBarrier(durable), new(gateway, telemetry), waitStrategy);
        _processors.Add(processor);

        // What is parked is a copy: no slot of the ring waits for the medium.
        _last = processor.InputSequence;
        Gate(StageNames.Gateway, _last);
    }

    public void FinishInputs() => _journal?.FinishInputs();

    private StageHandler<TStage, TTelemetry> Timed<TStage>(TStage stage, PipelineStage name)
        where TStage : struct, IStage => new(stage, telemetry, name);

    private void Follow<THandler>(string name, THandler handler)
        where THandler : struct, IEventHandler
    {
        var barrier = _last is null ? sequencer.NewBarrier() : sequencer.NewBarrier(_last);
        var processor = new EventProcessor<THandler>(name, barrier, handler);
        _processors.Add(processor);
        _last = processor.Sequence;
    }

    private void Gate(string name, Sequence sequence)
    {
        _gatingNames.Add(name);
        _gating.Add(sequence);
        sequencer.AddGatingSequences(sequence);
    }
}

/// <summary>The wiring, whatever its telemetry.</summary>
internal interface IStageWiring
{
    /// <summary>In the order of the flow.</summary>
    IReadOnlyList<IEventProcessor> Processors { get; }

    /// <summary>The cursors that free a slot.</summary>
    IReadOnlyList<Sequence> Gating { get; }

    /// <summary>The stage that is furthest behind. While nothing is published.</summary>
    string NameOfSlowest { get; }

    /// <summary>Adds Book to Risk.</summary>
    void AddLogic(BookStage book, FeatureStage features, InferenceStage inference, StrategyStage strategy, RiskStage risk);

    /// <summary>Adds the journal behind the lanes and behind Risk.</summary>
    void AddJournal(JournalStage journal, IWaitStrategy waitStrategy);

    /// <summary>Adds the gateway behind what is written, or behind Risk where nothing is.</summary>
    void AddGateway(GatewayStage gateway);

    /// <summary>The same, where new orders wait until <paramref name="durable"/> has passed their decision.</summary>
    void AddGateway(GatewayStage gateway, Sequence durable, IWaitStrategy waitStrategy);

    /// <summary>Journals what was published and not journaled when a stage failed: the record that killed it too.</summary>
    void FinishInputs();
}

using System.Text;
using Pipeline.Book;
using Pipeline.Engine.Stages;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Inference;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Risk;
using Pipeline.Simulation;
using Pipeline.Strategies;

namespace Pipeline.Engine;

/// <summary>Everything a pipeline is made of, resolved: no file is opened and no default is looked up after this.</summary>
public sealed record PipelineSetup
{
    private readonly int? _ringSize;
    private readonly int? _arenaLevels;

    /// <summary>What the run follows; a record's instrument is an index into it.</summary>
    public required IReadOnlyList<Instrument> Instruments { get; init; }

    /// <summary>Session: the high half of client order ids, from 1.</summary>
    public int SessionId { get; init; } = 1;

    /// <summary>Hash of the configuration that the rest was resolved from.</summary>
    public ulong ConfigHash { get; init; }

    /// <summary>How stages get their time. Default <see cref="ThreadMode.Invoker"/>.</summary>
    public ThreadMode Mode { get; init; }

    /// <summary>Slots of the ring, a power of two. Default 4,096, on one thread 512: what a step writes is in the cache when it is written again.</summary>
    public int RingSize
    {
        get => _ringSize ?? (Mode == ThreadMode.Invoker ? 512 : 4_096);
        init => _ringSize = value;
    }

    /// <summary>Levels of a lane's arena, a power of two. Default 65,536, on one thread 32,768.</summary>
    public int ArenaLevels
    {
        get => _arenaLevels ?? (Mode == ThreadMode.Invoker ? 32_768 : 65_536);
        init => _arenaLevels = value;
    }

    /// <summary>The logic stages as threads: names of <see cref="StageNames.Logic"/>, one inner list a thread. Default: one thread.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LogicThreads { get; init; } = [StageNames.Logic];

    /// <summary>Options of every book.</summary>
    public InstrumentBookOptions BookOptions { get; init; } = InstrumentBookOptions.Default;

    /// <summary>Options of every feature engine.</summary>
    public FeatureOptions FeatureOptions { get; init; } = new();

    /// <summary>Median of receive time less event time over the first records of the input, or Absent where nobody has looked ahead.</summary>
    public long FirstOffsetNanos { get; init; } = InputRecord.Absent;

    /// <summary>The model, or null for none. One logic thread uses it.</summary>
    public IModel? Model { get; init; }

    /// <summary>Makes the strategy of one instrument.</summary>
    public required Func<Instrument, IStrategy> CreateStrategy { get; init; }

    /// <summary>Limits of the risk gate.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>The kill latch.</summary>
    public required KillLatch Latch { get; init; }

    /// <summary>The simulated exchange, or null where orders go to <see cref="Gateway"/>.</summary>
    public PaperExchangeOptions? Exchange { get; init; }

    /// <summary>Where orders leave, or null on paper.</summary>
    public IOrderGateway? Gateway { get; init; }

    /// <summary>The journal, or null. The pipeline writes it and does not close it.</summary>
    public JournalWriter? Journal { get; init; }

    /// <summary>How far the journal must be with a decision before its new orders and amends leave; cancels leave once it is Written.</summary>
    public JournalAck NewOrders { get; init; } = JournalAck.Written;

    /// <summary>Sees every record, or null.</summary>
    public IInputSink? InputSink { get; init; }

    /// <summary>Sees every row, or null.</summary>
    public IRowSink? RowSink { get; init; }

    /// <summary>Where books that need a snapshot ask for it, or null where all input is in one log already.</summary>
    public IResyncRequests? Resyncs { get; init; }

    /// <summary>Lanes of market data: 2 where two redundant sockets feed the books. Default 1.</summary>
    public int MarketLanes { get; init; } = 1;

    /// <summary>Sees every decision entry, or null.</summary>
    public IDecisionSink? DecisionSink { get; init; }

    /// <summary>Whether the log will hold measurements of the clock against the venue's: orders need one (R7).</summary>
    public bool ClockIsMeasured { get; init; }

    /// <summary>Told of every verdict on Risk's own thread, or null.</summary>
    public IVerdictSink? VerdictSink { get; init; }

    /// <summary>How long a stage may stand still, and a thread take to end, before the run is given up. Default 20 s: longer than a disk may stall.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Told of the first failure of a stage at once, on the thread that met it, or null.</summary>
    public Action<ProcessorFailure>? Failed { get; init; }

    /// <summary>Whether stages are timed.</summary>
    public bool Telemetry { get; init; }

    /// <summary>
    /// Processors for <see cref="ThreadMode.Dedicated"/>: the first is left to whoever feeds the market lane, the rest go to the threads in
    /// turn, and a thread for which none is left parks instead of spinning. Default: those that the process may use.
    /// </summary>
    public IReadOnlyList<int> Cpus { get; init; } = CpuAffinity.AllowedCpus;

    /// <summary>Hash of the instrument table: of what each instrument's grid is.</summary>
    public ulong InstrumentHash()
    {
        var hash = default(RunningHash);
        foreach (var each in Instruments)
        {
            hash.Add(Encoding.UTF8.GetBytes($"{each.Market}|{each.Symbol}|{each.TickMantissa}|{each.PriceDecimals}|{each.LotMantissa}|{each.SizeDecimals}|{each.ContractSize}"));
        }

        return hash.Value;
    }

    /// <summary>What this run is made of.</summary>
    public SessionBody Session() => new()
    {
        SchemaVersion = EventSchema.Version,
        ConfigHash = ConfigHash,
        InstrumentHash = InstrumentHash(),
        FeatureSchemaHash = FeatureSchema.HashOf(FeatureOptions.Parameters),
        ModelHash = Model?.Hash ?? 0,
        SessionId = SessionId,
        Instruments = Instruments.Count,
        OrderMode = Gateway is not null ? 2 : Exchange is not null ? 1 : 0,
        ClockIsMeasured = ClockIsMeasured ? 1 : 0,
        HoldNanos = BookOptions.HoldNanos,
        FirstOffsetNanos = FirstOffsetNanos,
    };

    /// <summary>Name of the strategy, for the tape's header; empty where it is not known.</summary>
    public string StrategyName { get; init; } = "";

    /// <summary>XXH3-64 of the strategy's assembly, 0 for one that is built in.</summary>
    public ulong StrategyHash { get; init; }

    /// <summary>Whether records keep the lane numbers that they come with: a log is published again, by one thread.</summary>
    internal bool KeepsLanes { get; init; }

    /// <summary>Whether records come from more than one thread.</summary>
    internal bool HasSeveralProducers => Gateway is not null || Resyncs is not null || MarketLanes > 1;

    /// <summary>How a lane waits for a slot and Book for a row: a stage frees the next within a batch, and where none does the core is given away.</summary>
    internal static IWaitStrategy CreateRoomStrategy() => new SpinThenParkWaitStrategy(spins: 20, yields: 1_000);

    internal IWaitStrategy CreateWaitStrategy() => Mode == ThreadMode.Dedicated ? new BusySpinWaitStrategy() : new SpinThenParkWaitStrategy();

    internal ThreadPlan CreateThreadPlan(IReadOnlyList<string> processors)
    {
        IReadOnlyList<IReadOnlyList<string>> threads =
            [.. LogicThreads, .. processors.Except(StageNames.Logic).Select(name => (IReadOnlyList<string>)[name])];
        return Mode switch
        {
            ThreadMode.Invoker => ThreadPlan.Invoker(processors),
            ThreadMode.Shared => ThreadPlan.Shared(threads),
            _ => ThreadPlan.Dedicated([.. Cpus.Skip(1)], threads),
        };
    }
}

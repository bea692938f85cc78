using Pipeline.Book;
using Pipeline.Engine.Stages;
using Pipeline.Engine.Telemetry;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Windows;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;
using Pipeline.Orders;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Risk;
using Pipeline.Simulation;

namespace Pipeline.Engine;

/// <summary>
/// The whole flow on one screen: lanes write the input log; Book, Features, Inference, Strategy and Risk read it in order;
/// the journal follows both; the gateway follows what the journal has written.
/// </summary>
/// <remarks>
/// <code>
/// lanes -> ring --+--> Journal, input cursor ---------------------------------------+
///                 +--> Book -> Features -> Inference -> Strategy -> Risk --> Journal, decision cursor --> Gateway
/// </code>
/// One owner thread builds, starts, drains and disposes it; a lane belongs to whoever feeds it. A stage that fails stops
/// everything, and <see cref="MakeRoom"/> and <see cref="Drain"/> throw what it threw. Lanes publish no more once it is drained.
/// </remarks>
public sealed class TradingPipeline : IBackpressure, IDisposable
{
    private const int MaxStepEvents = 256;

    // Market, orders, control; what follows are more of the market.
    private const int FixedLanes = 3;

    private readonly PipelineSections _sections;
    private readonly Sequencer _sequencer;
    private readonly LevelArena[] _arenas;
    private readonly BookStage _bookStage;
    private readonly TradingContext _trading;
    private readonly IStageWiring _wiring;
    private readonly FeatureEngine[] _engines;
    private readonly JournalStage? _journal;
    private readonly SequenceBarrier _settled;
    private readonly Sequence _durable = new();
    private readonly PipelineSetup _setup;
    private readonly int _stepEvents;
    private volatile bool _isStopped;
    private bool _isStuck;

    /// <summary>Wires the stages. Nothing runs before <see cref="Start"/>.</summary>
    public TradingPipeline(PipelineSetup setup)
    {
        _setup = setup;
        _sections = new PipelineSections(setup.RingSize);

        // Book may cut a row a record, and on one thread nobody frees a row before Book's batch has ended.
        _stepEvents = Math.Min(MaxStepEvents, setup.RingSize / PipelineSections.SlotsPerRow);
        _sequencer = setup.HasSeveralProducers
            ? new MultiProducerSequencer(setup.RingSize, PipelineSetup.CreateRoomStrategy())
            : new SingleProducerSequencer(setup.RingSize, PipelineSetup.CreateRoomStrategy());
        _sequencer.Failed = setup.Failed;
        _arenas = Arenas(setup);
        var lanes = _arenas.Take(LaneCount(setup)).Select((arena, number) => new Lane((byte)number, _sequencer, _sections.Input, arena, this)).ToArray();
        (MarketLane, OrderLane, ControlLane) = (setup.KeepsLanes ? lanes[0].KeepingNumbers() : lanes[0], lanes[1], lanes[2]);
        MarketLanes = [MarketLane, .. lanes[FixedLanes..]];

        Books = [.. setup.Instruments.Select((instrument, index) => new InstrumentBook(index, setup.BookOptions, instrument))];
        var connections = new LaneLives();
        _engines = [.. setup.Instruments.Select(instrument => new FeatureEngine(instrument, setup.FeatureOptions, connections))];
        var ledger = new OrderLedger(setup.Instruments);
        var gate = new RiskGate(setup.Limits, setup.Instruments, ledger, setup.Latch, hasClock: setup.ClockIsMeasured);
        var exchange = setup.Exchange is null ? null : new PaperExchange(setup.Exchange, setup.Instruments);

        _trading = new TradingContext(_sections, setup.SessionId, ledger, gate, exchange);
        _bookStage = new BookStage(_sections, _arenas, Books, setup.Resyncs is null ? null : new SnapshotNeeds(setup.Resyncs, setup.Instruments.Count));
        var features = new FeatureStage(_sections, _engines, connections);
        var inference = new InferenceStage(_sections, setup.Model);
        Strategy = new StrategyStage(_sections, _trading, [.. setup.Instruments.Select(setup.CreateStrategy)]);
        Risk = new RiskStage(_sections, _trading, setup.VerdictSink);

        Histograms = setup.Telemetry ? new StageHistograms() : null;
        _wiring = Histograms is null
            ? new StageWiring<TelemetryOff>(_sequencer, default)
            : new StageWiring<TelemetryOn>(_sequencer, new TelemetryOn(Histograms, SystemClock.Instance));
        _wiring.AddLogic(_bookStage, features, inference, Strategy, Risk);
        if (setup.Journal is not null || setup.InputSink is not null || setup.RowSink is not null || setup.DecisionSink is not null)
        {
            _journal = new JournalStage(_sections, _arenas, setup);
            _wiring.AddJournal(_journal, setup.CreateWaitStrategy());
        }

        if (setup.Gateway is not null)
        {
            AddGateway(setup, setup.Gateway);
        }

        _bookStage.RowCursor.GateOn(_sequencer.NewBarrier([.. _wiring.Gating]));
        _trading.OutcomeCursor.GateOn(_sequencer.NewBarrier([.. _wiring.Gating]));
        _settled = _sequencer.NewBarrier([.. _wiring.Gating]);
        Plan = setup.CreateThreadPlan([.. _wiring.Processors.Select(each => each.Name)]);
        Threads = new PipelineThreads(Plan, _sequencer, _wiring.Processors);
    }

    /// <summary>Where market data enters.</summary>
    public Lane MarketLane { get; }

    /// <summary>One for each redundant socket; the first is <see cref="MarketLane"/>.</summary>
    public IReadOnlyList<Lane> MarketLanes { get; }

    /// <summary>Where a venue's reports about orders enter.</summary>
    public Lane OrderLane { get; }

    /// <summary>Where snapshots, ticks, clock samples, connection states and alarms enter.</summary>
    public Lane ControlLane { get; }

    /// <summary>Stage timings, null where telemetry is off.</summary>
    public StageHistograms? Histograms { get; }

    /// <summary>Messages by kind. After <see cref="Drain"/>.</summary>
    public RecordCounters Counters => _bookStage.Counters;

    /// <summary>Pipeline time of the last record, UTC nanoseconds. After <see cref="Drain"/>.</summary>
    public long PipelineNanos => _bookStage.Time.Nanos;

    /// <summary>Records whose receive time is wrong, so far. Any thread.</summary>
    public WrongStamps WrongStamps => _bookStage.Time.Wrong;

    /// <summary>Times that the receiving clock stepped. After <see cref="Drain"/>.</summary>
    public long ClockSteps => _bookStage.Time.ClockSteps;

    /// <summary>Hash of all input records. After <see cref="Drain"/>.</summary>
    public ulong InputHash => _bookStage.InputHash;

    /// <summary>What the stages found the input to lack or to contradict, a line each: where there is one, the result is not proved. After <see cref="Drain"/>.</summary>
    public IReadOnlyList<string> Doubts => [.. Replay.Doubts.Of(_setup.Instruments, Counters, Books)];

    internal InstrumentBook[] Books { get; }

    internal StrategyStage Strategy { get; }

    internal RiskStage Risk { get; }

    internal IReadOnlyList<CheckOff> ChecksOff => _trading.Risk.ChecksOff;

    internal long FillCount => _trading.FillCount;

    internal ulong RowHash => _engines.Aggregate(0UL, (fold, engine) => (fold * 31) + engine.RowHash);

    internal ThreadPlan Plan { get; }

    internal PipelineThreads Threads { get; }

    /// <summary>Orders that may still stand somewhere. Any thread; as of some moment in the last batch.</summary>
    public int OpenOrderCount => _trading.Ledger.OpenOrderCount;

    /// <summary>Position by the ledger, negative when short. After <see cref="Drain"/>.</summary>
    public long PositionLots(int instrument) => _trading.Ledger.PositionLots(instrument);

    /// <summary>The last stretches in which the book of an instrument was not known, oldest first. Between steps in Invoker mode, or after <see cref="Drain"/>.</summary>
    public GapLedger Gaps(int instrument) => Books[instrument].Gaps;

    /// <summary>What the book of an instrument counted. Between steps in Invoker mode, or after <see cref="Drain"/>.</summary>
    public BookCounters Counts(int instrument) => Books[instrument].Counters;

    /// <summary>Whether a stage has failed. Any thread.</summary>
    public bool HasFailed => _sequencer.Failure is not null;

    /// <summary>Clears the heap of what building it left, and starts the threads that the mode has, and the journal's.</summary>
    /// <remarks>
    /// A collection that is still under way when the first records come would stop the stages in their midst, and the runtime
    /// charges a thread for the unused rest of its allocation buffer when such a collection ends.
    /// </remarks>
    public void Start()
    {
        GC.Collect();
        if (_setup.Journal is { SyncsItself: true } journal)
        {
            journal.StartSyncing(stamp => _sequencer.Move(_durable, stamp), Fail);
        }

        Threads.Start();
    }

    /// <summary>Publishes what the run is made of: the log's first record. Before anything else is published.</summary>
    public void PublishSessionStart(SessionBody session, long receiveNanos)
    {
        var record = new InputRecord
        {
            Kind = RecordKind.SessionStart,
            Instrument = InputRecord.NoInstrument,
            ReceiveNanos = receiveNanos,
            EventNanos = InputRecord.Absent,
            TransactionNanos = InputRecord.Absent,
            Session = session,
        };
        MarketLane.Publish(ref record);
    }

    /// <summary>Lets the stages handle what was published, where they have no threads of their own.</summary>
    public void Step()
    {
        if (Threads.Mode == ThreadMode.Invoker)
        {
            Threads.Step(_stepEvents);
            _sequencer.ThrowIfFailed();
        }
    }

    /// <inheritdoc/>
    public void MakeRoom(long passed)
    {
        ThrowIfOver();
        if (Threads.Mode == ThreadMode.Invoker)
        {
            StepOrWait();
        }
        else if (!_sequencer.WaitUntilPassed(passed))
        {
            ThrowIfOver();
        }
    }

    /// <summary>Waits until every stage has handled what was published so far.</summary>
    /// <exception cref="ThreadStuckException">None of them has moved for the setup's patience.</exception>
    public void Settle()
    {
        var last = _sequencer.Cursor;
        for (var passed = _settled.Available(last); passed < last; passed = _settled.Available(last))
        {
            ThrowIfOver();
            if (Threads.Mode == ThreadMode.Invoker)
            {
                StepOrWait();
            }
            else if (_settled.WaitFor(Math.Min(last, passed + 1), _setup.Patience) == passed && !_sequencer.IsStopped)
            {
                throw GiveUp(_wiring.NameOfSlowest, "move");
            }
        }
    }

    /// <summary>Waits until every stage has handled every record, ends the threads, and decides what was pending.</summary>
    public void Drain()
    {
        Settle();
        Stop();
        _sequencer.ThrowIfFailed();
        foreach (var book in Books)
        {
            book.Finish();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (_isStuck)
        {
            // A thread is still in the midst of it: memory that it may touch is left to the end of the process.
            return;
        }

        _journal?.Dispose();
        _bookStage.RowCursor.Dispose();
        _trading.OutcomeCursor.Dispose();
        Array.ForEach([.. _arenas.Distinct()], arena => arena.Dispose());
        Array.ForEach(Books, book => book.Dispose());
        _sections.Dispose();
    }

    private static int LaneCount(PipelineSetup setup) => FixedLanes + setup.MarketLanes - 1;

    // By lane number. A log that is published again comes through one lane, whatever numbers its records have.
    private static LevelArena[] Arenas(PipelineSetup setup)
    {
        if (!setup.KeepsLanes)
        {
            return [.. Enumerable.Range(0, LaneCount(setup)).Select(_ => NewArena(setup))];
        }

        var every = new LevelArena[byte.MaxValue + 1];
        Array.Fill(every, NewArena(setup));
        return every;
    }

    private void AddGateway(PipelineSetup setup, IOrderGateway gateway)
    {
        if (setup is { NewOrders: JournalAck.Durable, Journal: { SyncsItself: true } journal })
        {
            _wiring.AddGateway(new GatewayStage(_sections, gateway, new ParkedOrders(journal)), _durable, setup.CreateWaitStrategy());
        }
        else
        {
            _wiring.AddGateway(new GatewayStage(_sections, gateway, parked: null));
        }
    }

    // The journal's own thread met it, perhaps while no record comes: nobody else would notice.
    private void Fail(JournalFaultException fault) => _sequencer.Fail(new ProcessorFailure(StageNames.Journal, _durable.Value + 1, fault));

    private static LevelArena NewArena(PipelineSetup setup) => new(setup.ArenaLevels, setup.RingSize);

    // Whoever waits, in a stage too, waits no more: a stage that was left in its midst has decided nothing.
    private void Stop()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _sequencer.Stop();
        Threads.Halt();
        if (Threads.FindRunning(_setup.Patience) is { } running)
        {
            throw GiveUp(running.Name, "end");
        }

        if (_sequencer.Failure is { Processor: not StageNames.Journal })
        {
            FinishInputs();
        }
    }

    // On a thread, since it writes: a disk that does not answer must not hold the owner.
    private void FinishInputs()
    {
        var thread = new PipelineThread(StageNames.Journal, _wiring.FinishInputs);
        thread.Start();
        if (!thread.Join(_setup.Patience))
        {
            throw GiveUp(thread.Name, "end");
        }
    }

    private ThreadStuckException GiveUp(string thread, string what)
    {
        _isStopped = _isStuck = true;
        _sequencer.Stop();
        _setup.Journal?.Abandon();
        return new ThreadStuckException(thread, what, _setup.Patience);
    }

    private void ThrowIfOver()
    {
        _sequencer.ThrowIfFailed();
        ObjectDisposedException.ThrowIf(_isStopped, this);
    }

    private void StepOrWait()
    {
        var isIdle = Threads.Step(_stepEvents) == 0;
        if (isIdle && !Threads.WaitForWork(_setup.Patience) && !_sequencer.IsStopped)
        {
            throw GiveUp(_wiring.NameOfSlowest, "move");
        }

        _sequencer.ThrowIfFailed();
    }
}

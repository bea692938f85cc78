namespace Pipeline.Ring;

/// <summary>Several processors on one thread: each in turn handles a bounded batch, and the thread waits only when none could.</summary>
/// <remarks>
/// In the order of the flow a batch runs through all of them while it is still in the cache, and no hop is paid between
/// them. It is the body of every thread of a plan, also of one with a single processor.
/// </remarks>
public sealed class ProcessorGroup : IEventProcessor, IWaitCondition
{
    private const int MaxBatch = 256;

    private readonly IEventProcessor[] _processors;
    private readonly IWaitStrategy _waitStrategy;
    private readonly WaitPoint _point;
    private readonly int _maxBatch;
    private readonly AllocationMeter _meter;
    private volatile bool _isHalted;

    /// <summary>A group of processors of one ring.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="sequencer">The ring that all of them follow.</param>
    /// <param name="waitStrategy">How <see cref="Run"/> waits while none of them has work.</param>
    /// <param name="processors">In the order of the flow.</param>
    /// <param name="warmUpEvents">Events of each processor after which allocations count. Default: 10,000.</param>
    public ProcessorGroup(
        string name, Sequencer sequencer, IWaitStrategy waitStrategy, IEnumerable<IEventProcessor> processors, long warmUpEvents = AllocationMeter.DefaultWarmUpEvents)
    {
        ArgumentNullException.ThrowIfNull(sequencer);
        ArgumentNullException.ThrowIfNull(waitStrategy);
        Name = name;
        Sequencer = sequencer;
        _waitStrategy = waitStrategy;
        _processors = [.. processors];
        _maxBatch = Math.Min(MaxBatch, BatchLimit.Of(sequencer));
        _meter = new AllocationMeter(warmUpEvents * Math.Max(1, _processors.Length));
        _point = sequencer.Signal.CreatePoint(this);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool HasWork => IsHalted || AnyHasWork();

    /// <inheritdoc/>
    /// <remarks>Also where each of its processors was halted alone.</remarks>
    public bool IsHalted => _isHalted || Sequencer.IsStopped || Array.TrueForAll(_processors, processor => processor.IsHalted);

    /// <summary>Bytes that the running thread allocated after the warm-up; exact once <see cref="Run"/> has returned.</summary>
    public long AllocatedBytes => _meter.Bytes;

    /// <summary>Events that the processors handled after the warm-up, each processor's counted.</summary>
    public long MeasuredEvents => _meter.Events;

    /// <inheritdoc/>
    bool IWaitCondition.IsMet => HasWork;

    internal Sequencer Sequencer { get; }

    /// <inheritdoc/>
    /// <remarks>The limit holds for each processor; the events of all of them count.</remarks>
    public long TryProcess(int maxEvents)
    {
        var processed = 0L;
        foreach (var processor in _processors)
        {
            processed += processor.TryProcess(maxEvents);
        }

        return processed;
    }

    /// <inheritdoc/>
    public void Run()
    {
        while (!IsHalted)
        {
            RunBatch();
        }

        _meter.Finish();
    }

    /// <inheritdoc/>
    public void Halt()
    {
        _isHalted = true;
        foreach (var processor in _processors)
        {
            processor.Halt();
        }

        Sequencer.Signal.WakeAll();
    }

    /// <summary>Waits until one of them has work; false where the ring has stopped or <paramref name="patience"/> is over.</summary>
    /// <remarks>For an invoker: its caller's thread.</remarks>
    public bool WaitForWork(TimeSpan patience) => _point.Wait(patience) && !Sequencer.IsStopped;

    private void RunBatch()
    {
        var processed = TryProcess(_maxBatch);
        if (processed == 0)
        {
            _point.Wait(_waitStrategy);
        }

        _meter.Add(processed);
    }

    // A processor that was halted alone says that it has work, for whoever waits for it alone; here it has none ever again.
    private bool AnyHasWork()
    {
        foreach (var processor in _processors)
        {
            if (!processor.IsHalted && processor.HasWork)
            {
                return true;
            }
        }

        return false;
    }
}

using System.Diagnostics;

namespace Pipeline.Ring;

/// <summary>The threads of one ring, as a plan has them.</summary>
/// <remarks>All members belong to the owner's thread, except <see cref="Halt"/>, which is for any.</remarks>
public sealed class PipelineThreads
{
    private readonly Sequencer _sequencer;
    private readonly ProcessorGroup[] _groups;
    private readonly PipelineThread[] _threads;

    /// <summary>Groups the processors of a ring as <paramref name="plan"/> says. Nothing runs yet.</summary>
    /// <exception cref="ArgumentException">The plan does not fit the processors; the text says everything that is wrong.</exception>
    public PipelineThreads(ThreadPlan plan, Sequencer sequencer, IReadOnlyList<IEventProcessor> processors)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Validate(processors.Select(processor => processor.Name)) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(plan));
        }

        var byName = processors.ToDictionary(processor => processor.Name);
        Mode = plan.Mode;
        _sequencer = sequencer;
        _groups = [.. plan.Threads.Select(thread => new ProcessorGroup(thread.Name, sequencer, thread.WaitStrategy, thread.Processors.Select(name => byName[name])))];
        _threads = plan.Mode == ThreadMode.Invoker ? [] : [.. plan.Threads.Zip(_groups, (thread, group) => new PipelineThread(thread.Name, group.Run, thread.Cpu))];
    }

    /// <summary>Who runs the processors.</summary>
    public ThreadMode Mode { get; }

    /// <summary>What each thread runs, in the plan's order; in <see cref="ThreadMode.Invoker"/> what the caller steps.</summary>
    public IReadOnlyList<ProcessorGroup> Groups => _groups;

    /// <summary>The threads, in the plan's order; none in <see cref="ThreadMode.Invoker"/>.</summary>
    public IReadOnlyList<PipelineThread> Threads => _threads;

    /// <summary>Starts all threads and returns once they are up.</summary>
    public void Start()
    {
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>In <see cref="ThreadMode.Invoker"/>: steps every processor once, on the caller's thread, and returns the events handled.</summary>
    /// <exception cref="InvalidOperationException">The processors have threads of their own.</exception>
    public long Step(int maxEvents)
    {
        if (Mode != ThreadMode.Invoker)
        {
            throw new InvalidOperationException($"the processors run in {Mode} mode: only the invoker's are stepped");
        }

        var processed = 0L;
        foreach (var group in _groups)
        {
            processed += group.TryProcess(maxEvents);
        }

        return processed;
    }

    /// <summary>In <see cref="ThreadMode.Invoker"/>, where a step did nothing: waits until one would; false where the ring has stopped or <paramref name="patience"/> is over.</summary>
    public bool WaitForWork(TimeSpan patience) => _groups[0].WaitForWork(patience);

    /// <summary>Lets every thread end after the batch that it is in. What is published and not handled stays so.</summary>
    public void Halt()
    {
        foreach (var group in _groups)
        {
            group.Halt();
        }
    }

    /// <summary>Waits for the end of all threads; false where one is still running after <paramref name="patience"/>.</summary>
    public bool Join(TimeSpan patience) => FindRunning(patience) is null;

    /// <summary>Waits for the end of all threads; the first that is still running after <paramref name="patience"/>, or null.</summary>
    public PipelineThread? FindRunning(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        return Array.Find(_threads, thread => !thread.Join(Rest(patience - Stopwatch.GetElapsedTime(started))));
    }

    /// <summary>Throws where a processor has failed.</summary>
    /// <exception cref="ProcessorFailedException">Says which processor failed, and at which sequence.</exception>
    public void ThrowIfFailed() => _sequencer.ThrowIfFailed();

    private static TimeSpan Rest(TimeSpan rest) => rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
}

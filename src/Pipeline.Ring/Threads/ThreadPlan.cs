namespace Pipeline.Ring;

/// <summary>Which processors run on which thread.</summary>
/// <remarks>Immutable. A mode, not a rewrite: the same processors run under every plan.</remarks>
/// <param name="Mode">Who runs the processors.</param>
/// <param name="Threads">The threads; in <see cref="ThreadMode.Invoker"/> the order in which the caller's steps go.</param>
public sealed record ThreadPlan(ThreadMode Mode, IReadOnlyList<ThreadAssignment> Threads)
{
    /// <summary>All processors on the caller's thread.</summary>
    public static ThreadPlan Invoker(params IReadOnlyList<string> processors) =>
        new(ThreadMode.Invoker, [new ThreadAssignment("invoker", processors, new BlockingWaitStrategy())]);

    /// <summary>One thread for each group, none pinned, spinning only while busy.</summary>
    public static ThreadPlan Shared(params IReadOnlyList<IReadOnlyList<string>> groups)
    {
        var waitStrategy = new SpinThenParkWaitStrategy();
        return new(ThreadMode.Shared, [.. groups.Select(group => new ThreadAssignment(group[0], group, waitStrategy))]);
    }

    /// <summary>One thread for each group, pinned to the given cpus in turn; where these do not suffice, the rest is not pinned and parks.</summary>
    public static ThreadPlan Dedicated(IReadOnlyList<int> cpus, params IReadOnlyList<IReadOnlyList<string>> groups) =>
        new(ThreadMode.Dedicated, [.. groups.Select((group, index) => Dedicate(group, index, cpus))]);

    /// <summary>All that is wrong with this plan for <paramref name="processors"/>; empty where nothing is.</summary>
    public IReadOnlyList<string> Validate(IEnumerable<string> processors)
    {
        var known = processors.ToHashSet();
        var planned = Threads.SelectMany(thread => thread.Processors).ToArray();
        return
        [
            .. planned.Where(name => !known.Contains(name)).Select(name => $"the thread plan names '{name}', which is no processor"),
            .. known.Where(name => !planned.Contains(name)).Select(name => $"no thread runs processor '{name}'"),
            .. planned.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"processor '{group.Key}' is on more than one thread"),
        ];
    }

    private static ThreadAssignment Dedicate(IReadOnlyList<string> group, int index, IReadOnlyList<int> cpus) => index < cpus.Count
        ? new ThreadAssignment(group[0], group, new BusySpinWaitStrategy(), cpus[index])
        : new ThreadAssignment(group[0], group, new SpinThenParkWaitStrategy());
}

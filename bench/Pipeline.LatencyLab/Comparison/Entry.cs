using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>One contender behind one transport.</summary>
/// <param name="Transport">How messages reach it.</param>
/// <param name="Mode">Who runs the pipeline's stages; null for the ordinary pipeline.</param>
/// <param name="Create">Makes the contender anew for every turn.</param>
/// <param name="Drive">Puts the load on it, on the calling thread.</param>
internal sealed record Entry(string Transport, ThreadMode? Mode, Func<VerdictTimes, IContender> Create, Action<VerdictTimes, IContender> Drive)
{
    public const string Memory = "memory";
    public const string Loopback = "loopback";

    // A pinned spinning logic thread, the server that spins for its times, and somebody must receive.
    private const int CpusOfDedicatedLoopback = 3;

    /// <summary>For the report.</summary>
    public string Name { get; init; } = Mode is { } mode ? $"Pipeline, {mode}" : "ordinary";

    /// <summary>Whether a live run may be so: with threads.</summary>
    public bool IsLive => Mode is ThreadMode.Shared or ThreadMode.Dedicated;

    /// <summary>Where the calling thread is pinned, or null: a dedicated pipeline leaves the first cpu to whoever feeds it.</summary>
    public int? Cpu => Mode == ThreadMode.Dedicated ? CpuAffinity.AllowedCpus[0] : null;

    /// <summary>All that this machine can run; the ordinary pipeline last behind each transport.</summary>
    public static IReadOnlyList<Entry> All(LatencyRecording recording, MessagePlan plan)
    {
        var loopback = new LoopbackLoad(recording, plan);
        var cpus = CpuAffinity.AllowedCpus.Count;
        return
        [
            .. ModesOn(cpus, leastOfDedicated: 2).Select(mode => new Entry(Memory, mode, Pipeline(mode), FromMemory)),
            new Entry(Memory, null, Ordinary, FromMemory),
            .. ModesOn(cpus, CpusOfDedicatedLoopback).Select(mode => new Entry(Loopback, mode, Pipeline(mode), By(PipelineClient.ReceiveAsync))),
            new Entry(Loopback, null, Ordinary, By(OrdinaryClient.ReceiveAsync)),
        ];

        Func<VerdictTimes, IContender> Pipeline(ThreadMode mode) => times => new PipelineContender(recording, times, mode);

        IContender Ordinary(VerdictTimes times) => new OrdinaryPipeline(times);

        void FromMemory(VerdictTimes times, IContender contender) => MemoryLoad.Run(recording, plan, times, contender);

        Action<VerdictTimes, IContender> By(LoopbackClient client) => (times, contender) => loopback.Run(times, contender, client);
    }

    /// <summary>The pipeline from memory with nothing but <paramref name="tape"/> added.</summary>
    public static Entry WithTape(string name, LatencyRecording recording, MessagePlan plan, ThreadMode mode, TapeUse? tape) => new(
        Memory,
        mode,
        times => new PipelineContender(recording, times, mode, tape),
        (times, contender) => MemoryLoad.Run(recording, plan, times, contender))
    {
        Name = name,
    };

    private static IEnumerable<ThreadMode> ModesOn(int cpus, int leastOfDedicated) =>
        Enum.GetValues<ThreadMode>().Where(mode => mode != ThreadMode.Dedicated || cpus >= leastOfDedicated);
}

using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>One contender behind one transport.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Transport">How messages reach it.</param>
/// <param name="IsOurs">False for the ordinary pipeline.</param>
/// <param name="IsLive">Whether it is a mode of the pipeline that a live run may have: one with threads.</param>
/// <param name="Create">Makes the contender anew for every turn.</param>
/// <param name="Drive">Puts the load on it, on the calling thread.</param>
/// <param name="Cpu">Where the calling thread is pinned, or null.</param>
internal sealed record Entry(
    string Name,
    string Transport,
    bool IsOurs,
    bool IsLive,
    Func<VerdictTimes, IContender> Create,
    Action<VerdictTimes, IContender> Drive,
    int? Cpu = null)
{
    public const string Memory = "memory";
    public const string Loopback = "loopback";

    // A pinned spinning logic thread, the server that spins for its times, and somebody must receive.
    private const int CpusOfDedicatedLoopback = 3;

    /// <summary>All that this machine can run; the ordinary pipeline last behind each transport.</summary>
    public static IReadOnlyList<Entry> All(LatencyRecording recording, MessagePlan plan)
    {
        var loopback = new LoopbackLoad(recording, plan);
        var cpus = CpuAffinity.AllowedCpus.Count;
        return
        [
            InMemory(ThreadMode.Invoker),
            InMemory(ThreadMode.Shared),
            .. cpus > 1 ? [InMemory(ThreadMode.Dedicated)] : Array.Empty<Entry>(),
            new Entry("ordinary", Memory, false, false, times => new OrdinaryPipeline(times), FromMemory),
            ByLoopback(ThreadMode.Invoker),
            ByLoopback(ThreadMode.Shared),
            .. cpus >= CpusOfDedicatedLoopback ? [ByLoopback(ThreadMode.Dedicated)] : Array.Empty<Entry>(),
            new Entry("ordinary", Loopback, false, false, times => new OrdinaryPipeline(times), (times, contender) => loopback.Run(times, contender, OrdinaryClient.ReceiveAsync)),
        ];

        Entry InMemory(ThreadMode mode) => new(
            NameOf(mode), Memory, true, mode != ThreadMode.Invoker, times => new PipelineContender(recording, times, mode), FromMemory, CpuOf(mode));

        Entry ByLoopback(ThreadMode mode) => new(
            NameOf(mode), Loopback, true, mode != ThreadMode.Invoker, times => new PipelineContender(recording, times, mode), (times, contender) => loopback.Run(times, contender, PipelineClient.ReceiveAsync), CpuOf(mode));

        void FromMemory(VerdictTimes times, IContender contender) => MemoryLoad.Run(recording, plan, times, contender);
    }

    private static string NameOf(ThreadMode mode) => $"Pipeline, {mode}";

    // The pipeline leaves the first cpu to whoever feeds it.
    private static int? CpuOf(ThreadMode mode) => mode == ThreadMode.Dedicated ? CpuAffinity.AllowedCpus[0] : null;
}

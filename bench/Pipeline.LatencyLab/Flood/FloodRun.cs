using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Flood;

/// <summary>Feeds the loop at an even rate to one pipeline and counts what comes out.</summary>
/// <remarks>Receive times are the planned times, so that windows and queues see the true rate.</remarks>
internal sealed class FloodRun(LatencyRecording recording, int rate, double seconds, ThreadMode mode)
{
    private const long NanosPerMilli = 1_000_000;

    // The first tenth fills what has a size: rings, arenas, windows, code.
    private const int Tenths = 10;

    private readonly FloodLoop _loop = new(recording);
    private readonly MessagePlan _plan = MessagePlan.AtRate((int)(rate * seconds), rate);

    public FloodResult Run()
    {
        var times = new VerdictTimes(_plan);
        using var contender = new PipelineContender(recording, times, mode);
        var memory = Feed(times, contender);
        Pace.UntilHandled(_plan.Count, times, contender);
        contender.Finish();
        return new FloodResult(_plan.Count, _loop.LeftOut, rate, times, contender.Summary, [.. memory, MemorySample.Take()]);
    }

    private List<MemorySample> Feed(VerdictTimes times, PipelineContender contender)
    {
        var memory = new List<MemorySample>(Tenths);
        Pace.Begin(_plan, times, contender);
        var epochNanos = SystemClock.Instance.UtcNanos - SystemClock.Instance.MonotonicNanos;
        for (var i = 0; i < _plan.Count; i++)
        {
            if (i == _plan.Count / Tenths || i == _plan.Count / 2)
            {
                memory.Add(MemorySample.Take());
            }

            var due = times.DueNanos(i);
            var text = _loop.Next((due + epochNanos) / NanosPerMilli);
            contender.Receive(new Arrival(i, due + epochNanos, Pace.Until(due)), text);
        }

        return memory;
    }
}

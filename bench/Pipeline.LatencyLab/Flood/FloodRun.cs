using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Flood;

/// <summary>Feeds the loop at an even rate to one pipeline and counts what comes out.</summary>
/// <remarks>Receive times are the planned times, so that windows and queues see the true rate.</remarks>
internal sealed class FloodRun
{
    private const long NanosPerMilli = 1_000_000;

    // The first tenth fills what has a size: rings, arenas, windows, code.
    private const int Tenths = 10;

    private readonly LatencyRecording _recording;
    private readonly ThreadMode _mode;
    private readonly bool _byLoopback;
    private readonly int _rate;
    private readonly FloodLoop _loop;
    private readonly MessagePlan _plan;
    private readonly long _epochNanos = SystemClock.Instance.UtcNanos - SystemClock.Instance.MonotonicNanos;
    private readonly List<MemorySample> _memory = [];

    public FloodRun(LatencyRecording recording, int rate, double seconds, ThreadMode mode, bool byLoopback)
    {
        (_recording, _rate, _mode, _byLoopback) = (recording, rate, mode, byLoopback);
        _loop = new FloodLoop(recording);
        _plan = MessagePlan.AtRate(_loop.CountFrom((int)(rate * seconds)), rate);
    }

    public FloodResult Run()
    {
        var times = new VerdictTimes(_plan);
        using var contender = new PipelineContender(_recording, times, _mode);
        using (var route = RouteTo(contender, times))
        {
            Pace.Begin(_plan, times, contender);
            Feed(times, route);
            route.End();
        }

        Pace.UntilHandled(_plan.Count, times, contender);
        contender.Finish();
        _memory.Add(MemorySample.Take());
        return new FloodResult(_plan.Count, _loop.LeftOut, _rate, times, contender.Summary, _memory);
    }

    private IFloodRoute RouteTo(IContender contender, VerdictTimes times) => _byLoopback
        ? new LoopbackRoute(contender, number => times.DueNanos(number) + _epochNanos)
        : new MemoryRoute(contender, _epochNanos);

    private void Feed(VerdictTimes times, IFloodRoute route)
    {
        for (var i = 0; i < _plan.Count; i++)
        {
            if (i == _plan.Count / Tenths || i == _plan.Count / 2)
            {
                _memory.Add(MemorySample.Take());
            }

            var due = times.DueNanos(i);
            route.Send(i, due, _loop.Next((due + _epochNanos) / NanosPerMilli));
        }
    }
}

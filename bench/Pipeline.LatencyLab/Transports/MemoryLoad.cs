using Pipeline.LatencyLab.Contenders;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab.Transports;

/// <summary>Each message lies in the receive buffer at its time: the calling thread is the contender's receiving thread.</summary>
/// <remarks>A thread that is still busy with an earlier message takes a due one up late, which the planned time shows.</remarks>
internal static class MemoryLoad
{
    public static void Run(LatencyRecording recording, MessagePlan plan, VerdictTimes times, IContender contender)
    {
        for (var i = 0; i < plan.First; i++)
        {
            Receive(i, SystemClock.Instance.MonotonicNanos);
        }

        Pace.Begin(plan, times, contender);
        for (var i = plan.First; i < plan.Count; i++)
        {
            Receive(i, Pace.Until(times.DueNanos(i)));
        }

        Pace.UntilHandled(plan.Count, times, contender);

        void Receive(int number, long taken) =>
            contender.Receive(new Arrival(number, recording.ReceiveNanos[number], taken), recording.Messages[number]);
    }
}

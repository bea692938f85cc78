using Pipeline.LatencyLab.Contenders;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab.Transports;

/// <summary>The waits of a load: for a message's time, and for a contender to be through with what it was given.</summary>
internal static class Pace
{
    // The first timed message is due a little after the start, so that it is not late from the beginning.
    private const long LeadNanos = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Spins until <paramref name="due"/> and returns the time.</summary>
    public static long Until(long due)
    {
        long now;
        while ((now = SystemClock.Instance.MonotonicNanos) < due)
        {
            Thread.SpinWait(1);
        }

        return now;
    }

    /// <summary>Lets the contender catch up with what went in untimed, collects the garbage, and starts the clock.</summary>
    public static void Begin(MessagePlan plan, VerdictTimes times, IContender contender)
    {
        UntilHandled(plan.First, times, contender);
        GC.Collect();
        times.Start(SystemClock.Instance.MonotonicNanos + LeadNanos);
    }

    /// <summary>Waits until so many messages are through all stages.</summary>
    /// <exception cref="TimeoutException">They were not, for minutes.</exception>
    public static void UntilHandled(int messages, VerdictTimes times, IContender contender)
    {
        var limit = SystemClock.Instance.MonotonicNanos + (Patience.Ticks * 100);
        while (times.Handled < messages)
        {
            contender.ThrowIfFailed();
            if (SystemClock.Instance.MonotonicNanos > limit)
            {
                throw new TimeoutException($"{times.Handled} of {messages} messages were handled after {Patience}");
            }

            Thread.Yield();
        }
    }
}

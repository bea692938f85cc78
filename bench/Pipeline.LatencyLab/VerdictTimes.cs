using HdrHistogram;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab;

/// <summary>When each message was due and taken up, and how long after that the verdict on its row fell.</summary>
/// <remarks>One thread takes messages up, one gives verdicts; <see cref="Handled"/> is for any.</remarks>
internal sealed class VerdictTimes
{
    public const long HighestNanos = 60_000_000_000;

    private const int Digits = 3;

    private readonly MessagePlan _plan;
    private readonly long[] _taken;
    private long _start;
    private long _handled;

    public VerdictTimes(MessagePlan plan)
    {
        _plan = plan;
        _taken = new long[plan.Count];

        // Touched now, or the process would grow with every message taken up.
        Array.Fill(_taken, -1);
    }

    /// <summary>From the moment at which the receiving thread had the bytes.</summary>
    public LongHistogram FromBuffer { get; } = new(HighestNanos, Digits);

    /// <summary>From the planned time, so that a wait before the receiving thread counts too.</summary>
    public LongHistogram FromPlan { get; } = new(HighestNanos, Digits);

    /// <summary>The longest that a message was taken up after its time.</summary>
    public long MostBehindNanos { get; private set; }

    /// <summary>Messages that are through all stages.</summary>
    public long Handled => Volatile.Read(ref _handled);

    /// <summary>From the start of the timed stretch to its last message's being taken up.</summary>
    public long FeedNanos => _taken[^1] - _start;

    /// <summary>The timed stretch begins at <paramref name="nanos"/>.</summary>
    public void Start(long nanos) => Volatile.Write(ref _start, nanos);

    /// <summary>Monotonic time at which a message is due; of a timed one.</summary>
    public long DueNanos(int message) => Volatile.Read(ref _start) + _plan.DueNanos[message];

    /// <summary>The receiving thread has the bytes of <paramref name="message"/>.</summary>
    public void Take(int message, long nanos)
    {
        _taken[message] = nanos;
        if (message >= _plan.First)
        {
            MostBehindNanos = Math.Max(MostBehindNanos, nanos - DueNanos(message));
        }
    }

    /// <summary>The row of <paramref name="message"/> has its verdict.</summary>
    public void Judge(int message)
    {
        if (message >= _plan.First)
        {
            var now = SystemClock.Instance.MonotonicNanos;
            FromBuffer.RecordValue(Math.Clamp(now - _taken[message], 1, HighestNanos));
            FromPlan.RecordValue(Math.Clamp(now - DueNanos(message), 1, HighestNanos));
        }
    }

    /// <summary>A message is through all stages.</summary>
    public void Handle() => Interlocked.Increment(ref _handled);
}

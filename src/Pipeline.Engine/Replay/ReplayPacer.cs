using Pipeline.Primitives;

namespace Pipeline.Engine.Replay;

/// <summary>Lets records enter at the speed at which they were received, by pipeline time: a stamp that is wrong is waited for by nobody.</summary>
/// <param name="clock">The clock that it waits by.</param>
/// <param name="pauseCut">Told how long a pause was that is cut to <see cref="MostNanos"/>, nanoseconds.</param>
internal sealed class ReplayPacer(IClock clock, Action<long>? pauseCut)
{
    /// <summary>No pause is longer: a recording may hold the gap of a night.</summary>
    public const long MostNanos = 60_000_000_000;

    private const long ParkNanos = 2_000_000;

    private long _firstNanos;
    private long _startNanos;

    /// <summary>Returns when the record whose pipeline time is <paramref name="pipelineNanos"/> is due.</summary>
    public void Wait(long pipelineNanos, CancellationToken cancellation)
    {
        var due = DueAt(pipelineNanos);
        for (var left = due - clock.MonotonicNanos; left > 0; left = due - clock.MonotonicNanos)
        {
            if (left > ParkNanos)
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds((left / 1_000_000) - 1));
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>When it is due by the clock's monotonic time: at most <see cref="MostNanos"/> from now.</summary>
    internal long DueAt(long pipelineNanos)
    {
        var now = clock.MonotonicNanos;

        // What has no time of its own, as the session start of a recording, is due at once.
        if (pipelineNanos <= 0)
        {
            return now;
        }

        if (_startNanos == 0)
        {
            (_startNanos, _firstNanos) = (now, pipelineNanos);
        }

        var pause = pipelineNanos - _firstNanos - (now - _startNanos);
        if (pause > MostNanos)
        {
            pauseCut?.Invoke(pause);
            _firstNanos += pause - MostNanos;
            pause = MostNanos;
        }

        return now + pause;
    }
}

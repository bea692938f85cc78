using Pipeline.Primitives;

namespace Pipeline.Engine.Replay;

/// <summary>Lets records enter at the speed at which they were received.</summary>
internal sealed class ReplayPacer(IClock clock)
{
    private const long ParkNanos = 2_000_000;

    private long _firstReceiveNanos;
    private long _startNanos;

    /// <summary>Returns when the record received at <paramref name="receiveNanos"/> is due.</summary>
    public void Wait(long receiveNanos, CancellationToken cancellation)
    {
        // What has no time of its own, as the session start of a recording, is due at once.
        if (receiveNanos <= 0)
        {
            return;
        }

        if (_startNanos == 0)
        {
            _startNanos = clock.MonotonicNanos;
            _firstReceiveNanos = receiveNanos;
        }

        var due = _startNanos + receiveNanos - _firstReceiveNanos;
        for (var left = due - clock.MonotonicNanos; left > 0; left = due - clock.MonotonicNanos)
        {
            if (left > ParkNanos)
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds((left / 1_000_000) - 1));
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }
}

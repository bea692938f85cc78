namespace Pipeline.Primitives;

/// <summary>UTC as it was when a session began, carried on by the monotonic clock: its stamps never step.</summary>
/// <remarks>It drifts from UTC as the machine's oscillator does, and does not follow corrections: offsets are measured against it. Any thread.</remarks>
public sealed class SessionClock : IClock
{
    private readonly IClock _clock;
    private readonly long _anchorNanos;

    /// <summary>A clock that starts at the present UTC of <paramref name="clock"/>.</summary>
    public SessionClock(IClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _anchorNanos = clock.UtcNanos - clock.MonotonicNanos;
    }

    /// <inheritdoc/>
    public long UtcNanos => _anchorNanos + _clock.MonotonicNanos;

    /// <inheritdoc/>
    public long MonotonicNanos => _clock.MonotonicNanos;
}

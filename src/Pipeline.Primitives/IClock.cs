namespace Pipeline.Primitives;

/// <summary>The only source of time. Core stages have none: time reaches them in records.</summary>
public interface IClock
{
    /// <summary>UTC, nanoseconds since 1970. May step.</summary>
    long UtcNanos { get; }

    /// <summary>Nanoseconds of a monotonic clock with an arbitrary origin: for durations.</summary>
    long MonotonicNanos { get; }
}

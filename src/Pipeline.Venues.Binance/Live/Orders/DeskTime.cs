namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Now, by both clocks: UTC for records and ages, monotonic for everything that waits.</summary>
/// <param name="UtcNanos">UTC, nanoseconds since 1970.</param>
/// <param name="MonotonicNanos">Monotonic, nanoseconds of any origin.</param>
public readonly record struct DeskTime(long UtcNanos, long MonotonicNanos);

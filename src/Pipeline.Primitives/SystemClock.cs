using System.Diagnostics;

namespace Pipeline.Primitives;

/// <summary>The machine's clocks.</summary>
public sealed class SystemClock : IClock
{
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>The one instance: it holds no state.</summary>
    public static readonly SystemClock Instance = new();

    private SystemClock()
    {
    }

    /// <inheritdoc/>
    public long UtcNanos => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <inheritdoc/>
    public long MonotonicNanos => Stopwatch.Frequency == NanosPerSecond
        ? Stopwatch.GetTimestamp()
        : (long)((Int128)Stopwatch.GetTimestamp() * NanosPerSecond / Stopwatch.Frequency);
}

namespace Pipeline.Research.Quality;

/// <summary>Number and lengths of gaps.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class GapTally
{
    public long Count { get; private set; }

    public long TotalNanos { get; private set; }

    public long LongestNanos { get; private set; }

    public void Add(long nanos)
    {
        Count++;
        TotalNanos += nanos;
        LongestNanos = Math.Max(LongestNanos, nanos);
    }

    public void Add(GapTally other)
    {
        Count += other.Count;
        TotalNanos += other.TotalNanos;
        LongestNanos = Math.Max(LongestNanos, other.LongestNanos);
    }
}

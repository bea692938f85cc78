namespace Pipeline.Research.Quality;

/// <summary>Sums of one symbol and hour.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class HourTotals
{
    public long Rows { get; set; }

    public long Scored { get; set; }

    public double ScoreSum { get; set; }

    public long WallNanos { get; set; }

    public long InForceNanos { get; set; }

    /// <summary>Integral of the score over the time in force, nanoseconds.</summary>
    public double ScoreNanos { get; set; }
}

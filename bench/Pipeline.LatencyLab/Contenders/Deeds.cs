namespace Pipeline.LatencyLab.Contenders;

/// <summary>What a contender did, to tell whether all did the same.</summary>
/// <param name="Messages">Messages handled.</param>
/// <param name="Rows">Rows decided.</param>
/// <param name="UpdateIds">Sum of the rows' update ids.</param>
/// <param name="Wanted">Rows whose score passed the threshold.</param>
/// <param name="ScoreSum">Sum of the scores.</param>
internal sealed record Deeds(long Messages, long Rows, long UpdateIds, long Wanted, double ScoreSum)
{
    private const double Tolerance = 1e-9;

    /// <summary>Whether both did the same; sums of doubles may differ by rounding.</summary>
    public bool Agrees(Deeds other) =>
        (Messages, Rows, UpdateIds, Wanted) == (other.Messages, other.Rows, other.UpdateIds, other.Wanted)
        && Math.Abs(ScoreSum - other.ScoreSum) <= Tolerance * Math.Max(1, Rows);
}

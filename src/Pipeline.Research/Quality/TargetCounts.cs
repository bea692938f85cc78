namespace Pipeline.Research.Quality;

/// <summary>How often one target has a value, and why not where it has none.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class TargetCounts
{
    private readonly long[] _reasons = new long[1 << QualityTarget.ReasonBits];

    /// <summary>Rows by reason; 0 are the valid ones.</summary>
    public IReadOnlyList<long> Reasons => _reasons;

    /// <summary>Rows whose targets are known.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose horizon ends inside the tape.</summary>
    public long Inside { get; private set; }

    /// <summary>Valid ones among them.</summary>
    public long InsideValid { get; private set; }

    /// <summary>Rows whose horizon ends inside the tape and whose reach touches no stale stretch.</summary>
    public long Clean { get; private set; }

    /// <summary>Valid ones among them.</summary>
    public long CleanValid { get; private set; }

    public void Add(int reason)
    {
        Rows++;
        _reasons[reason]++;
    }

    // The tape's end is an end whoever says so: the time of the last message, or the second pass.
    public void AddInside(int reason, bool isClean)
    {
        if (reason == QualityTarget.PastTape)
        {
            return;
        }

        var valid = QualityTarget.IsValid(reason) ? 1 : 0;
        Inside++;
        InsideValid += valid;
        Clean += isClean ? 1 : 0;
        CleanValid += isClean ? valid : 0;
    }

    public void Add(TargetCounts other)
    {
        Rows += other.Rows;
        Inside += other.Inside;
        InsideValid += other.InsideValid;
        Clean += other.Clean;
        CleanValid += other.CleanValid;
        for (var i = 0; i < _reasons.Length; i++)
        {
            _reasons[i] += other._reasons[i];
        }
    }
}

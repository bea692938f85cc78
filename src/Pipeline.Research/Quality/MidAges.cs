namespace Pipeline.Research.Quality;

/// <summary>How old the last row was where a label ended, in steps of 100 ms: what a longer life of mids would keep.</summary>
/// <remarks>Single writer. A silence of an hour is the longest that labels reach over, so there are few steps.</remarks>
internal sealed class MidAges
{
    private const long StepNanos = QualityOptions.Second / 10;
    private const long StepMs = 100;

    private readonly SortedDictionary<long, long> _steps = [];

    public long Count { get; private set; }

    /// <summary>Those whose mid did not stand any more.</summary>
    public long Lost { get; private set; }

    public void Add(long ageNanos, bool isLost)
    {
        var step = (ageNanos + StepNanos - 1) / StepNanos;
        _steps[step] = _steps.GetValueOrDefault(step) + 1;
        Count++;
        Lost += isLost ? 1 : 0;
    }

    public void Add(MidAges other)
    {
        foreach (var (step, count) in other._steps)
        {
            _steps[step] = _steps.GetValueOrDefault(step) + count;
        }

        Count += other.Count;
        Lost += other.Lost;
    }

    /// <summary>The least age in milliseconds that <paramref name="share"/> of them do not pass; 0 where there are none.</summary>
    public long Within(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        var met = 0L;
        foreach (var (step, count) in _steps)
        {
            met += count;
            if (met >= wanted)
            {
                return step * StepMs;
            }
        }

        return 0;
    }
}

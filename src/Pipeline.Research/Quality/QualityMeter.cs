namespace Pipeline.Research.Quality;

/// <summary>The arithmetic of quality: told of rows, breaks and the bounds of streams in order, it says the numbers at any time.</summary>
/// <remarks>
/// Single writer. Live runs and stored data sets use this one class. Symbols may come one after the other or mixed: each is
/// followed by itself. Keeps sums by hour, and rows only until their targets' horizons have passed.
/// </remarks>
public sealed class QualityMeter(QualityOptions options)
{
    private readonly SortedDictionary<string, SymbolTrack> _tracks = new(StringComparer.Ordinal);

    /// <summary>Rows that wait for the end of a horizon: what memory depends on.</summary>
    public long WaitingRows => _tracks.Values.Sum(track => track.Targets.Waiting);

    /// <summary>A stream of <paramref name="symbol"/> begins: its first message of any kind was received then.</summary>
    public void Begin(string symbol, long firstNanos) => Track(symbol).Begin(firstNanos);

    /// <summary>A row was cut.</summary>
    public void OnRow(string symbol, in RowFacts row) => Track(symbol).OnRow(in row);

    /// <summary>The book was lost; what came after <paramref name="fromNanos"/> is missing.</summary>
    public void OnBreak(string symbol, long fromNanos) => Track(symbol).OnBreak(fromNanos);

    /// <summary>The book was lost just now: what came after its last row or sync is missing.</summary>
    public void OnBreak(string symbol) => Track(symbol).OnBreak(Track(symbol).KnownUntilNanos);

    /// <summary>The book is known (again).</summary>
    public void OnSync(string symbol, long nanos) => Track(symbol).OnSync(nanos);

    /// <summary>The stream ended: its last message of any kind was received then.</summary>
    public void End(string symbol, long lastNanos) => Track(symbol).End(lastNanos);

    /// <summary>The numbers so far.</summary>
    public QualityFigures Figures()
    {
        var rows = new RowCounts();
        var gaps = new GapTally();
        var all = new HourTotals();
        var ages = new MidAges();
        foreach (var track in _tracks.Values)
        {
            rows.Add(track.Rows);
            gaps.Add(track.Gaps);
            ages.Add(track.Targets.Ages);
            foreach (var (_, hour) in track.Hours.All)
            {
                Add(all, hour);
            }
        }

        return new QualityFigures
        {
            Rows = rows.Rows,
            Unscored = rows.Unscored,
            QRow = all.ScoreSum / all.Scored,
            QTime = all.ScoreNanos / all.WallNanos,
            Coverage = (double)all.InForceNanos / all.WallNanos,
            WallSeconds = Seconds(all.WallNanos),
            OneSided = rows.OneSided,
            NullMid = rows.NullMid,
            LevelFill = (double)rows.Full / rows.Rows,
            LevelShare = rows.Levels / (2.0 * Events.FeatureRow.Levels * rows.Rows),
            Gaps = new GapFigures(gaps.Count, Seconds(gaps.TotalNanos), Seconds(gaps.LongestNanos)),
            Targets = [.. QualityTarget.All.Select((target, index) => TargetOf(target.Name, index))],
            Hold = new HoldFigures((double)ages.Lost / ages.Count, ages.Within(HoldFigures.Kept)),
            Flags = [.. rows.Flags],
            Hours = [.. _tracks.SelectMany(track => track.Value.Hours.All.Select(hour => HourOf(track.Key, hour.Key, hour.Value)))],
        };
    }

    private static void Add(HourTotals all, HourTotals hour)
    {
        all.Scored += hour.Scored;
        all.ScoreSum += hour.ScoreSum;
        all.WallNanos += hour.WallNanos;
        all.InForceNanos += hour.InForceNanos;
        all.ScoreNanos += hour.ScoreNanos;
    }

    private static HourFigures HourOf(string symbol, long hour, HourTotals totals) => new(
        symbol, hour * HourBuckets.HourNanos, totals.Rows, totals.ScoreSum / totals.Scored, totals.ScoreNanos / totals.WallNanos,
        (double)totals.InForceNanos / totals.WallNanos, Seconds(totals.WallNanos));

    private static double Seconds(long nanos) => nanos / (double)QualityOptions.Second;

    private TargetFigures TargetOf(string name, int index)
    {
        var counts = new TargetCounts();
        foreach (var track in _tracks.Values)
        {
            counts.Add(track.Targets.Counts[index]);
        }

        return new TargetFigures(
            name, counts.Rows, counts.Inside, counts.Clean, (double)counts.InsideValid / counts.Inside,
            (double)counts.Reasons[0] / counts.Rows, (double)counts.CleanValid / counts.Clean, counts.Reasons);
    }

    private SymbolTrack Track(string symbol)
    {
        if (!_tracks.TryGetValue(symbol, out var track))
        {
            _tracks.Add(symbol, track = new SymbolTrack(options));
        }

        return track;
    }
}

namespace Pipeline.Research.Quality;

/// <summary>One line of the comparison with the system that this one replaces.</summary>
/// <param name="What">The number.</param>
/// <param name="Old">What the old system had.</param>
/// <param name="Ours">What this data set has.</param>
public sealed record OldSystemLine(string What, string Old, string Ours);

/// <summary>The numbers of the system that this one replaces, over its two days of data, beside a report's.</summary>
/// <remarks>
/// It stored one-sided deltas as if they were books: 133,331 rows without a bid and 190,799 without an ask are its 324,130
/// rows without a mid exactly. How it computed its quality is not known.
/// </remarks>
public static class OldSystem
{
    private const string NotMeasured = "not measured";

    /// <summary>All lines.</summary>
    public static IReadOnlyList<OldSystemLine> Beside(QualityReport report)
    {
        var figures = report.Figures;
        var target = figures.Targets[0];
        return
        [
            new("rows", "519,104", Count(figures.Rows)),
            new("quality, mean of rows", "37.56 %", Share(figures.QRow)),
            new("quality over wall clock", NotMeasured, Share(figures.QTime)),
            new("rows without a mid", "62.4 % (324,130)", Part(figures.NullMid, figures.Rows)),
            new("rows with one side only", "62.4 % (324,130)", Part(figures.OneSided, figures.Rows)),
            new("levels present of twenty", "7 % (depth score 0.07)", Share(figures.LevelShare)),
            new("rows with all twenty levels", NotMeasured, Share(figures.LevelFill)),
            new("usable targets (one-minute return)", "13.3 % (68,932)", target.Rows == 0 ? "n/a" : Part(target.Reasons[0], target.Rows)),
            new("files used", "15 of 20", $"{Count(report.FilesUsed)} of {Count(report.Files)}"),
        ];
    }

    private static string Part(long part, long all) => $"{Share((double)part / all)} ({Count(part)})";

    private static string Share(double value) => QualityLine.Format(value, LineUnit.Share);

    private static string Count(long value) => QualityLine.Format(value, LineUnit.Count);
}

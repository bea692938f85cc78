namespace Pipeline.Research.Quality;

/// <summary>The numbers of a data set, or of a run so far. A mean of nothing is NaN.</summary>
public sealed record QualityFigures
{
    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows without a score: the first after each sync. They are in no mean of rows and count as 0 in time.</summary>
    public required long Unscored { get; init; }

    /// <summary>Mean score of the rows that have one.</summary>
    public required double QRow { get; init; }

    /// <summary>Integral of the score over wall clock, by wall clock; 0 wherever no row is in force.</summary>
    public required double QTime { get; init; }

    /// <summary>Time in which a row is in force, by wall clock.</summary>
    public required double Coverage { get; init; }

    /// <summary>From the first to the last message, summed over streams and symbols, seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Rows with exactly one side.</summary>
    public required long OneSided { get; init; }

    /// <summary>Rows without a mid.</summary>
    public required long NullMid { get; init; }

    /// <summary>Share of rows with all twenty levels.</summary>
    public required double LevelFill { get; init; }

    /// <summary>Share of the twenty levels that are there, over all rows.</summary>
    public required double LevelShare { get; init; }

    /// <summary>Gaps.</summary>
    public required GapFigures Gaps { get; init; }

    /// <summary>Targets in the order of <see cref="QualityTarget.All"/>.</summary>
    public required IReadOnlyList<TargetFigures> Targets { get; init; }

    /// <summary>What is lost of one-minute labels as no mid stands.</summary>
    public required HoldFigures Hold { get; init; }

    /// <summary>Rows by flag, by bit.</summary>
    public required IReadOnlyList<long> Flags { get; init; }

    /// <summary>Rows that a simulator made, not a market.</summary>
    public long Synthetic => Flags[System.Numerics.BitOperations.Log2((uint)Events.DqFlags.Synthetic)];

    /// <summary>By symbol, then hour.</summary>
    public required IReadOnlyList<HourFigures> Hours { get; init; }
}

/// <summary>The gap table.</summary>
/// <param name="Count">Gaps.</param>
/// <param name="TotalSeconds">Their length together.</param>
/// <param name="LongestSeconds">The longest.</param>
public sealed record GapFigures(long Count, double TotalSeconds, double LongestSeconds);

/// <summary>What the life of mids costs of the one-minute labels.</summary>
/// <param name="Lost">Share of them that are lost as no mid stands at their end; NaN where there are none.</param>
/// <param name="KeepMs">The holdMs that would keep 99 % of them, milliseconds.</param>
public sealed record HoldFigures(double Lost, long KeepMs)
{
    /// <summary>Share that must be lost before a longer life is advised.</summary>
    public const double AdvisedFrom = 0.05;

    /// <summary>Share that the advised life keeps.</summary>
    public const double Kept = 0.99;

    /// <summary>Whether a longer life is advised.</summary>
    public bool IsAdvised => Lost > AdvisedFrom;

    /// <summary>The advice in words.</summary>
    public string Advice => $"{QualityLine.Format(Lost, LineUnit.Share)} of the one-minute labels are lost as no mid stands: holdMs {KeepMs} would keep {QualityLine.Format(Kept, LineUnit.Share)}";
}

/// <summary>How often a target has a value.</summary>
/// <param name="Name">The target.</param>
/// <param name="Rows">Rows whose targets are known.</param>
/// <param name="Inside">Rows whose horizon ends inside the tape.</param>
/// <param name="Clean">Those among them whose reach touches no stale stretch.</param>
/// <param name="Valid">Share of <paramref name="Inside"/> that are valid.</param>
/// <param name="ValidAll">Share of all rows that are valid.</param>
/// <param name="ValidClean">Share of <paramref name="Clean"/> that are valid.</param>
/// <param name="Reasons">Rows by reason; 0 are the valid ones.</param>
public sealed record TargetFigures(
    string Name, long Rows, long Inside, long Clean, double Valid, double ValidAll, double ValidClean, IReadOnlyList<long> Reasons);

/// <summary>One symbol and hour.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="HourNanos">When the hour begins, UTC nanoseconds.</param>
/// <param name="Rows">Rows.</param>
/// <param name="QRow">Mean score.</param>
/// <param name="QTime">Integral of the score by the wall clock of this hour.</param>
/// <param name="Coverage">Time in force by the wall clock of this hour.</param>
/// <param name="WallSeconds">How much of the hour the streams span.</param>
public sealed record HourFigures(string Symbol, long HourNanos, long Rows, double QRow, double QTime, double Coverage, double WallSeconds);

using Pipeline.Events;

namespace Pipeline.Research.Quality;

/// <summary>What quality asks of a row: the same facts of a row in the warehouse and of one that a live run just cut.</summary>
public readonly record struct RowFacts
{
    /// <summary>Target reasons of a row whose targets nobody knows yet.</summary>
    public static readonly Int128 TargetsUnknown = -1;

    /// <summary>Pipeline time, UTC nanoseconds.</summary>
    public required long PipelineNanos { get; init; }

    /// <summary>Resyncs of its book before it.</summary>
    public required long Session { get; init; }

    /// <summary>Its quality score, or NaN where it has none.</summary>
    public required double Score { get; init; }

    /// <summary>Its data-quality flags.</summary>
    public required long Flags { get; init; }

    /// <summary>Bid levels among the ten best.</summary>
    public required int Bids { get; init; }

    /// <summary>Ask levels among the ten best.</summary>
    public required int Asks { get; init; }

    /// <summary>Whether it has a mid.</summary>
    public required bool HasMid { get; init; }

    /// <summary>The reasons as <see cref="QualityTarget.Pack"/> packs them, or <see cref="TargetsUnknown"/>.</summary>
    public Int128 TargetReasons { get; init; }

    /// <summary>The facts of a row that a pipeline cut. Its targets lie ahead, so they are not known.</summary>
    public static RowFacts Of(in FeatureRow row, long pipelineNanos) => new()
    {
        PipelineNanos = pipelineNanos,
        Session = row.Book.SessionId,
        Score = IsValid(in row, FeatureId.QualityScore) ? row.Features.Values[(int)FeatureId.QualityScore] : double.NaN,
        Flags = (long)row.Features.DqFlags,
        Bids = row.Book.BidCount,
        Asks = row.Book.AskCount,
        HasMid = IsValid(in row, FeatureId.Mid),
        TargetReasons = TargetsUnknown,
    };

    private static bool IsValid(in FeatureRow row, FeatureId id) => (row.Features.ValidMask >> (int)id & 1) != 0;
}

using Pipeline.Events;

namespace Pipeline.Research.Leakage;

/// <summary>A built data set as its checks see it: relations of a DuckDB connection and what was promised of them.</summary>
public sealed record BuiltRows
{
    /// <summary>SQL relation of the rows: market, symbol, the time column, ts_pipeline_ns, file, row, session_id and the targets.</summary>
    public required string Rows { get; init; }

    /// <summary>SQL relation of the parts (fold, part, market, symbol, the time column, file, row), or null where there is no split.</summary>
    public string? Parts { get; init; }

    /// <summary>SQL relation of gaps (market, symbol, from_ns, to_ns).</summary>
    public required string Gaps { get; init; }

    /// <summary>SQL relation of sessions (market, symbol, file, last_pipeline_ns).</summary>
    public required string Sessions { get; init; }

    /// <summary>Name of the column that says when a row is looked at.</summary>
    public string TimeColumn { get; init; } = "ts_pipeline_ns";

    /// <summary>Names of the targets.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>What the targets were computed with. Default: the sheet's own values.</summary>
    public FeatureParameters Features { get; init; } = FeatureParameters.Default;

    /// <summary>How far the longest target looks ahead, nanoseconds.</summary>
    public long HorizonNanos { get; init; }

    /// <summary>How far the longest feature looks back, nanoseconds.</summary>
    public long WindowNanos { get; init; }
}

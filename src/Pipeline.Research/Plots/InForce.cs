namespace Pipeline.Research.Plots;

/// <summary>
/// SQL of when rows are in force: from a row to the next, for half a second at most, and never past the begin of a gap. The
/// same rule as the report's, see <see cref="Quality.QualityMeter"/>.
/// </summary>
internal static class InForce
{
    /// <summary>How long a row stands for the book: the sheet's S_max.</summary>
    public const long MostNanos = 500_000_000;

    /// <summary>A WITH clause of `rows`: each row of the selection with the columns asked for, from t to e.</summary>
    public static string Rows(PlotSource source, PlotSelection selection, string columns) =>
        $"""
        with gap as (select from_ns as gap_ns from {Gaps(source, selection)}),
        given as (select ts_pipeline_ns as t, lead(ts_pipeline_ns) over (order by ts_pipeline_ns, file, "row") as next_ns, {columns} from l2_features where {selection.Where}),
        rows as (select given.*, least(coalesce(next_ns, {long.MaxValue}), t + {MostNanos}, coalesce(gap_ns, {long.MaxValue}), {selection.ToNanos}) as e from given asof left join gap on t <= gap_ns)
        """;

    /// <summary>The same, and `pieces`: each row once for every column of time that it is in force in, w nanoseconds long in column b.</summary>
    public static string Pieces(PlotSource source, PlotSelection selection, long step, string columns) =>
        $"""
        {Rows(source, selection, columns)},
        spread as (select *, unnest(generate_series((t - {selection.FromNanos}) // {step}, (e - 1 - {selection.FromNanos}) // {step})) as b from rows where e > t),
        pieces as (select *, least(e, {selection.FromNanos} + (b + 1) * {step}) - greatest(t, {selection.FromNanos} + b * {step}) as w from spread)
        """;

    private static string Gaps(PlotSource source, PlotSelection selection) => source.Has("gaps") ? $"gaps where {selection.WhereSymbol}" : "(select 0::bigint as from_ns) where false";
}

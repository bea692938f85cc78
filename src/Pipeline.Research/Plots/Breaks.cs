namespace Pipeline.Research.Plots;

/// <summary>
/// SQL of where the book's history breaks: at a resync, at a gap, and where no row comes for longer than a line may span. No line
/// is drawn, and no mean is taken as unbroken, from one segment to the next.
/// </summary>
internal static class Breaks
{
    // The sheet's rule: a mid older than a second is no mid.
    private const long LongestHoldNanos = 1_000_000_000;

    /// <summary>How long a line may span without a row, drawn in columns of <paramref name="step"/>: a pause narrower than a column cannot be seen, and breaking there would only leave dots.</summary>
    public static long HoldNanos(long step) => Math.Max(LongestHoldNanos, step + step / 2);

    /// <summary>A CTE `gap` with the gaps of the selection's instrument: begin, and the end of all that began by then.</summary>
    public static string Gaps(PlotSource source, PlotSelection selection) =>
        source.Has("gaps")
            ? $"gap as (select from_ns as gap_ns, max(coalesce(to_ns, from_ns)) over (order by from_ns) as gap_end from gaps where {selection.WhereSymbol})"
            : "gap as (select 0::bigint as gap_ns, 0::bigint as gap_end where false)";

    /// <summary>
    /// CTEs from `gap` to `segments`: the selection's rows with their time t, their file and number in it, the columns asked for,
    /// when the row before came, and the number of their segment.
    /// </summary>
    public static string Segments(PlotSource source, PlotSelection selection, long holdNanos, string columns) =>
        $"""
        {Gaps(source, selection)},
        timed as (select ts_pipeline_ns as t, file, "row" as number, session_id, {columns} from l2_features where {selection.Where}),
        dated as (select *, lag(t) over w as before_ns, lag(session_id) over w as before_session from timed window w as (order by t, file, number)),
        cut as (select dated.*, case when before_ns is null then 0
            when session_id is distinct from before_session or t - before_ns > {holdNanos} or coalesce(gap_ns >= before_ns or gap_end > before_ns, false) then 1 else 0 end as cuts
            from dated asof left join gap on t > gap_ns),
        segments as (select *, sum(cuts) over (order by t, file, number) as segment from cut)
        """;
}

using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>The time columns of a heatmap in which a book is in force, with its mean best prices.</summary>
/// <param name="Column">Number of the column.</param>
/// <param name="Bid">Best bid, mean over the time in force.</param>
/// <param name="Ask">Best ask.</param>
internal readonly record struct BookColumn(int Column, double Bid, double Ask);

/// <summary>Says from the feature rows where a book is in force: from a row to the next, for half a second at most.</summary>
internal static class BookColumns
{
    /// <summary>How long a row stands for the book: the sheet's S_max.</summary>
    public const long InForceNanos = 500_000_000;

    public static List<BookColumn> Read(PlotSource source, PlotSelection selection, long step) =>
        source.Connection.List(
            $"""
            {Pieces(selection, step, "bid_px_1, ask_px_1")}
            select b, sum(bid_px_1 * w) / sum(w), sum(ask_px_1 * w) / sum(w) from pieces
            where bid_px_1 is not null and ask_px_1 is not null group by b order by b
            """,
            row => new BookColumn((int)row.GetInt64(0), row.GetDouble(1), row.GetDouble(2)));

    /// <summary>SQL of `pieces`: each row once for every column that it is in force in, w nanoseconds long in column b.</summary>
    public static string Pieces(PlotSelection selection, long step, string columns) =>
        $"""
        with rows as (select ts_recv_ns as t, {columns}, least(coalesce(lead(ts_recv_ns) over (order by ts_recv_ns), {long.MaxValue}), ts_recv_ns + {InForceNanos}, {selection.ToNanos}) as e
            from l2_features where {selection.Where}),
        spread as (select *, unnest(generate_series((t - {selection.FromNanos}) // {step}, (e - 1 - {selection.FromNanos}) // {step})) as b from rows where e > t),
        pieces as (select *, least(e, {selection.FromNanos} + (b + 1) * {step}) - greatest(t, {selection.FromNanos} + b * {step}) as w from spread)
        """;
}

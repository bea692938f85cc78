using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>The time columns of a heatmap in which a book is in force, with its mean best prices.</summary>
/// <param name="Column">Number of the column.</param>
/// <param name="Bid">Best bid, mean over the time in force.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Broken">Whether a segment begins in it, so that no line comes into it.</param>
internal readonly record struct BookColumn(int Column, double Bid, double Ask, bool Broken);

/// <summary>Says from the feature rows where a book is in force.</summary>
internal static class BookColumns
{
    public static List<BookColumn> Read(PlotSource source, PlotSelection selection, long step)
    {
        var begun = Begun(source, selection, step);
        return source.Connection.List(
            $"""
            {InForce.Pieces(source, selection, step, "bid_px_1, ask_px_1")}
            select b, sum(bid_px_1 * w) / sum(w), sum(ask_px_1 * w) / sum(w) from pieces
            where bid_px_1 is not null and ask_px_1 is not null group by b order by b
            """,
            row => new BookColumn((int)row.GetInt64(0), row.GetDouble(1), row.GetDouble(2), begun.Contains(row.GetInt64(0))));
    }

    private static HashSet<long> Begun(PlotSource source, PlotSelection selection, long step) =>
    [
        .. source.Connection.List(
            $"with {Breaks.Segments(source, selection, Breaks.HoldNanos(step), "1 as one")} select distinct (t - {selection.FromNanos}) // {step} from segments where cuts = 1",
            row => row.GetInt64(0)),
    ];
}

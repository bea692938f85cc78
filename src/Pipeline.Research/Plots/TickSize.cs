using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>The tick of a selection, told from its rows: tables do not hold it.</summary>
internal static class TickSize
{
    private const int Ranks = 10;

    /// <summary>The least distance between neighbors in the book that one in a thousand has, so that a stray price off the grid does not count; 0 where no row has two levels.</summary>
    public static double Of(PlotSource source, PlotSelection selection)
    {
        var steps = Enumerable.Range(1, Ranks - 1).SelectMany(rank => new[] { $"bid_px_{rank} - bid_px_{rank + 1}", $"ask_px_{rank + 1} - ask_px_{rank}" }).Append("ask_px_1 - bid_px_1");
        return source.Connection.List(
            $"""
            with steps as (select unnest([{string.Join(", ", steps)}]) as step from l2_features where {selection.Where})
            select coalesce(quantile_disc(round(step, 10), 0.001), 0) from steps where step > 1e-10
            """,
            row => row.GetDouble(0))[0];
    }
}

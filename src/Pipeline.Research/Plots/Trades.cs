using System.Globalization;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>Trades of one taker side in one stretch of time.</summary>
/// <param name="Bucket">Number of the stretch.</param>
/// <param name="IsBuy">Whether the taker bought.</param>
/// <param name="Size">Their summed size.</param>
/// <param name="Price">Their mean price, weighted by size.</param>
internal readonly record struct TradeBucket(long Bucket, bool IsBuy, double Size, double Price);

/// <summary>Sums trades into stretches.</summary>
internal static class Trades
{
    public static List<TradeBucket> Buckets(PlotSource source, PlotSelection selection, long step) =>
        !source.Has("trades")
            ? []
            : source.Connection.List(
                $"""
                select (ts_pipeline_ns - {selection.FromNanos}) // {step} as bucket, lower(taker) = 'buy' as buys, sum(size), sum(size * price) / sum(size)
                from trades where {selection.Where} and filtered = 0 and size > 0 and price > 0 group by bucket, buys order by bucket, buys
                """,
                row => new TradeBucket(row.GetInt64(0), row.GetBoolean(1), row.GetDouble(2), row.GetDouble(3)));

    /// <summary>A length of time in the unit that makes it short.</summary>
    public static string Duration(long nanos) => nanos switch
    {
        < 1_000_000_000 => (nanos / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " ms",
        < 120_000_000_000 => (nanos / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " s",
        < 7_200_000_000_000 => (nanos / 6e10).ToString("0.#", CultureInfo.InvariantCulture) + " min",
        _ => (nanos / 3.6e12).ToString("0.#", CultureInfo.InvariantCulture) + " h",
    };
}

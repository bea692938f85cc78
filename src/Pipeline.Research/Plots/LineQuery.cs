using DuckDB.NET.Data;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>
/// A column as a line of at most four points a pixel column: drawn over the same pixels, they look as all rows would, and no
/// spike is lost, as it would be in a mean or in every n-th row.
/// </summary>
internal static class LineQuery
{
    // The sheet's rule: a mid older than a second is no mid.
    private const long LongestHoldNanos = 1_000_000_000;

    public static List<LinePoint> Read(PlotSource source, PlotSelection selection, string expression, int columns)
    {
        var step = selection.StepNanos(columns);

        // A pause narrower than a pixel column cannot be seen; breaking there would only leave dots.
        var hold = Math.Max(LongestHoldNanos, step + step / 2);
        return source.Connection.List(
            $"""
            with rows as (select ts_recv_ns as t, cast({expression} as double) as v from l2_features where {selection.Where}),
            held as (select t, v, lag(v) over w is null or t - lag(t) over w > {hold} as broken from rows window w as (order by t))
            select (t - {selection.FromNanos}) // {step} as bucket, min(t), arg_min(v, t), arg_min(t, v), min(v), arg_max(t, v), max(v), max(t), arg_max(v, t), arg_min(broken, t)
            from held where v is not null and isfinite(v) group by bucket order by bucket
            """,
            Point);
    }

    /// <summary>Points of a line; NaN where it breaks. A value alone becomes a dash half a column wide, so that it is seen.</summary>
    public static (double[] Xs, double[] Ys) Path(List<LinePoint> points, PlotSelection selection, int columns)
    {
        var (xs, ys) = (new List<double>(points.Count * 5), new List<double>(points.Count * 5));
        var half = (long)(selection.Seconds / columns * 1e9 / 2);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            if (i > 0 && point.Broken)
            {
                Add(point.FirstNanos, double.NaN);
            }

            Add(point.FirstNanos, point.First);
            Add(Math.Min(point.MinNanos, point.MaxNanos), point.MinNanos < point.MaxNanos ? point.Min : point.Max);
            Add(Math.Max(point.MinNanos, point.MaxNanos), point.MinNanos < point.MaxNanos ? point.Max : point.Min);
            Add(Math.Max(point.LastNanos, point.FirstNanos == point.LastNanos ? point.LastNanos + half : 0), point.Last);
        }

        return ([.. xs], [.. ys]);

        void Add(long nanos, double value)
        {
            xs.Add(selection.SecondsAt(nanos));
            ys.Add(value);
        }
    }

    private static LinePoint Point(DuckDBDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetDouble(2), row.GetInt64(3), row.GetDouble(4), row.GetInt64(5), row.GetDouble(6), row.GetInt64(7), row.GetDouble(8),
        row.GetBoolean(9));
}

using DuckDB.NET.Data;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>
/// A column as a line of at most four points a pixel column and segment: drawn over the same pixels, they look as all rows would,
/// and no spike is lost, as it would be in a mean or in every n-th row. A line never joins two segments, see <see cref="Breaks"/>,
/// not even two that one pixel column holds.
/// </summary>
internal static class LineQuery
{
    public static List<LinePoint> Read(PlotSource source, PlotSelection selection, string expression, int columns)
    {
        var step = selection.StepNanos(columns);
        return source.Connection.List(
            $"""
            with {Breaks.Segments(source, selection, Breaks.HoldNanos(step), $"cast({expression} as double) as drawn")},
            known as (select *, case when isfinite(drawn) then drawn end as v from segments),
            held as (select t, v, segment, lag(v) over w is null or segment > lag(segment) over w as broken from known window w as (order by t, file, number))
            select (t - {selection.FromNanos}) // {step} as bucket, min(t), arg_min(v, t), arg_min(t, v), min(v), arg_max(t, v), max(v), max(t), arg_max(v, t), arg_min(broken, t)
            from held where v is not null group by bucket, segment order by bucket, segment
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
            var dash = Math.Min(point.LastNanos + half, i + 1 < points.Count ? points[i + 1].FirstNanos : long.MaxValue);
            Add(point.FirstNanos == point.LastNanos ? dash : point.LastNanos, point.Last);
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

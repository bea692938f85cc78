using System.Globalization;
using CsCheck;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Research.Plots;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class LineQueryTests
{
    private static readonly Gen<(int Step, double? Value)[]> Rows =
        Gen.Select(Gen.OneOf(Gen.Int[1, 300], Gen.Int[900, 4000]), Gen.Int[-50, 50], Gen.Int[0, 5], (step, value, dice) => (step, dice == 0 ? (double?)null : value / 4.0)).Array[1, 120];

    [Test]
    public void Should_keep_every_pixel_columns_extremes_ends_and_breaks()
    {
        using var connection = PlotTables.Empty();
        Rows.Select(Gen.Int[1, 40]).Sample(
            (rows, columns) =>
            {
                var times = Fill(connection, rows);
                var source = new PlotSource(connection);
                var selection = source.Select(new PlotRequest { Source = "made" });
                var points = LineQuery.Read(source, selection, "mid", columns);
                Assert.That(points.Select(Text), Is.EqualTo(Naive(rows, times, selection.StepNanos(columns)).Select(Text)));
            },
            iter: 60,
            threads: 1);
    }

    [Test]
    public void Should_draw_no_line_across_a_null_or_a_pause()
    {
        using var connection = PlotTables.Empty();
        Fill(connection, [(1, 1.0), (100, 2.0), (100, null), (100, 3.0), (5000, 4.0)]);
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made" });

        var (xs, ys) = LineQuery.Path(LineQuery.Read(source, selection, "mid", 1000), selection, 1000);

        Assert.That(ys.Count(double.IsNaN), Is.EqualTo(2));
        Assert.That(xs.Zip(xs.Skip(1)).All(pair => pair.First <= pair.Second), Is.True, "time goes back");
    }

    private static long[] Fill(DuckDBConnection connection, (int Step, double? Value)[] rows)
    {
        var times = new long[rows.Length];
        var time = PlotTables.Start;
        var values = new List<string>();
        for (var i = 0; i < rows.Length; i++)
        {
            time += rows[i].Step * 1_000_000L;
            times[i] = time;
            values.Add($"('ABCUSDT', {time}, {rows[i].Value?.ToString("R", CultureInfo.InvariantCulture) ?? "null"})");
        }

        connection.Run($"delete from l2_features; insert into l2_features (symbol, ts_recv_ns, mid) values {string.Join(", ", values)}");
        return times;
    }

    // Walks the rows one by one, as anyone would who had time.
    private static List<LinePoint> Naive((int Step, double? Value)[] rows, long[] times, long step)
    {
        var points = new SortedDictionary<long, LinePoint>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Value is not { } value)
            {
                continue;
            }

            var (bucket, at) = ((times[i] - times[0]) / step, times[i]);
            if (!points.TryGetValue(bucket, out var point))
            {
                var broken = i == 0 || rows[i - 1].Value is null || at - times[i - 1] > Math.Max(1_000_000_000, step + step / 2);
                points[bucket] = new LinePoint(bucket, at, value, at, value, at, value, at, value, broken);
                continue;
            }

            point = point with { LastNanos = at, Last = value };
            point = value < point.Min ? point with { Min = value, MinNanos = at } : point;
            points[bucket] = value > point.Max ? point with { Max = value, MaxNanos = at } : point;
        }

        return [.. points.Values];
    }

    // Of equal extremes any one's time will do.
    private static string Text(LinePoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Bucket} {point.FirstNanos} {point.First} {point.Min} {point.Max} {point.LastNanos} {point.Last} {point.Broken}");
}

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
    private static readonly Gen<PlannedRow[]> Rows = Gen.Select(
        Gen.OneOf(Gen.Int[1, 300], Gen.Int[900, 4000]), Gen.Int[-50, 50], Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[0, 11],
        (step, value, dice, session, gap) => new PlannedRow(step, dice == 0 ? null : value / 4.0, session == 0, gap == 0 ? 0 : gap == 1 ? 0.5 : null)).Array[1, 120];

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
        Fill(connection, [Row(1, 1.0), Row(100, 2.0), Row(100, null), Row(100, 3.0), Row(5000, 4.0)]);
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made" });

        var (xs, ys) = LineQuery.Path(LineQuery.Read(source, selection, "mid", 1000), selection, 1000);

        Assert.That(ys.Count(double.IsNaN), Is.EqualTo(2));
        Assert.That(xs.Zip(xs.Skip(1)).All(pair => pair.First <= pair.Second), Is.True, "time goes back");
    }

    [TestCase(true, null)]
    [TestCase(false, 0.0)]
    [TestCase(false, 0.5)]
    public void Should_draw_no_line_across_a_resync_or_a_gap_however_short(bool resyncs, double? gap)
    {
        using var connection = PlotTables.Empty();
        Fill(connection, [Row(1, 1.0), Row(40, 2.0), new PlannedRow(40, 3.0, resyncs, gap), Row(40, 4.0)]);
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made" });

        Assert.Multiple(() =>
        {
            foreach (var columns in new[] { 1, 2, 1000 })
            {
                var (xs, ys) = LineQuery.Path(LineQuery.Read(source, selection, "mid", columns), selection, columns);
                var pieces = string.Join(' ', ys.Select(y => double.IsNaN(y) ? "/" : y.ToString(CultureInfo.InvariantCulture))).Split('/');
                Assert.That(pieces.Select(piece => string.Join(' ', piece.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct())), Is.EqualTo(["1 2", "3 4"]), $"{columns} columns");
                Assert.That(xs, Is.Ordered, $"{columns} columns: time goes back");
            }
        });
    }

    [Test]
    public void Should_break_the_best_prices_of_a_heatmap_where_a_segment_begins()
    {
        using var connection = PlotTables.Empty();
        Fill(connection, [Row(1, 1.0), Row(100, 2.0), new PlannedRow(100, 3.0, Resyncs: true, null), Row(100, 4.0), new PlannedRow(100, 5.0, Resyncs: false, 0.5), Row(100, 5.0)]);
        connection.Run("update l2_features set bid_px_1 = mid, ask_px_1 = mid + 1");
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made" });

        var best = BookColumns.Read(source, selection, 100_000_000);

        Assert.That(best.Select(column => column.Broken), Is.EqualTo([false, false, true, false, true, false]));
    }

    private static PlannedRow Row(int step, double? value) => new(step, value, Resyncs: false, null);

    private static long[] Fill(DuckDBConnection connection, PlannedRow[] rows)
    {
        var times = new long[rows.Length];
        var (time, session) = (PlotTables.Start, 0);
        var (values, gaps) = (new List<string>(), new List<string>());
        for (var i = 0; i < rows.Length; i++)
        {
            var before = time;
            time += rows[i].Step * 1_000_000L;
            times[i] = time;
            session += rows[i].Resyncs ? 1 : 0;
            values.Add($"(1, {i}, 'ABCUSDT', {time}, {session}, {rows[i].Value?.ToString("R", CultureInfo.InvariantCulture) ?? "null"})");
            if (i > 0 && rows[i].GapAt is { } at)
            {
                gaps.Add($"('ABCUSDT', {i}, 'chain_broken', {before + (long)(at * (time - before))}, 0, {time})");
            }
        }

        connection.Run($"delete from gaps; delete from l2_features; insert into l2_features (file, \"row\", symbol, ts_pipeline_ns, session_id, mid) values {string.Join(", ", values)}");
        if (gaps.Count > 0)
        {
            connection.Run($"insert into gaps (symbol, gap_id, reason, from_ns, detected_ns, to_ns) values {string.Join(", ", gaps)}");
        }

        return times;
    }

    // Walks the rows one by one, as anyone would who had time.
    private static List<LinePoint> Naive(PlannedRow[] rows, long[] times, long step)
    {
        var points = new SortedDictionary<(long Bucket, int Segment), LinePoint>();
        var segment = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var cut = i > 0 && (rows[i].Resyncs || rows[i].GapAt is not null || times[i] - times[i - 1] > Math.Max(1_000_000_000, step + step / 2));
            segment += cut ? 1 : 0;
            if (rows[i].Value is not { } value)
            {
                continue;
            }

            var (bucket, at) = ((times[i] - times[0]) / step, times[i]);
            if (!points.TryGetValue((bucket, segment), out var point))
            {
                points[(bucket, segment)] = new LinePoint(bucket, at, value, at, value, at, value, at, value, i == 0 || rows[i - 1].Value is null || cut);
                continue;
            }

            point = point with { LastNanos = at, Last = value };
            point = value < point.Min ? point with { Min = value, MinNanos = at } : point;
            points[(bucket, segment)] = value > point.Max ? point with { Max = value, MaxNanos = at } : point;
        }

        return [.. points.Values];
    }

    // Of equal extremes any one's time will do.
    private static string Text(LinePoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Bucket} {point.FirstNanos} {point.First} {point.Min} {point.Max} {point.LastNanos} {point.Last} {point.Broken}");

    // Milliseconds after the row before, the value, whether the book was built anew, and where between the two rows a gap began.
    private sealed record PlannedRow(int Step, double? Value, bool Resyncs, double? GapAt);
}

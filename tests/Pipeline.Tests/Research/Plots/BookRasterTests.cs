using CsCheck;
using NUnit.Framework;
using Pipeline.Research.Plots;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class BookRasterTests
{
    [Test]
    public void Should_average_ranks_over_the_time_in_force_and_leave_stale_columns_unknown()
    {
        using var connection = PlotTables.Empty();
        var (from, ms) = (PlotTables.Start, 1_000_000L);
        connection.Run(
            $"""
            insert into l2_features (symbol, ts_pipeline_ns, bid_px_1, bid_sz_1, ask_px_1, ask_sz_1) values
                ('ABCUSDT', {from}, 9.5, 4, 11.5, 7), ('ABCUSDT', {from + 250 * ms}, 9.5, 8, 10.5, 7), ('ABCUSDT', {from + 2000 * ms}, 9.5, 1, 11.5, 2)
            """);
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made", ToNanos = from + 2500 * ms });
        var raster = new BookRaster(selection, 5, 9, 12, 3);
        RankRaster.Fill(raster, source, selection);

        // Columns of 500 ms: half 4 and half 8; 8 for the rest of its half second; nothing for two; 1.
        Assert.That(Enumerable.Range(0, 5).Select(column => raster.Sizes[2, column]), Is.EqualTo([6, 8, double.NaN, double.NaN, 1]));
        Assert.That(Enumerable.Range(0, 5).Select(column => raster.Sizes[0, column]), Is.EqualTo([3.5, double.NaN, double.NaN, double.NaN, 2]));
    }

    [Test]
    public void Should_rebuild_the_book_from_a_snapshot_and_updates_on_either_side_of_it()
    {
        using var connection = PlotTables.Empty();
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Bool, (price, size, bid) => (price, size, bid)).Array[1, 80].Select(Gen.Int[0, 80], Gen.Int[0, 80]).Sample(
            (updates, placed, covered) =>
            {
                var (snapshotAt, snapshotId) = (Math.Min(placed, updates.Length), Math.Min(covered, Math.Min(placed, updates.Length)));
                Load(connection, updates, snapshotAt, snapshotId);
                var source = new PlotSource(connection);
                var selection = new PlotSelection("usdm", "ABCUSDT", PlotTables.Start, PlotTables.Start + 1000, 1, "made");
                var raster = new BookRaster(selection, 1, 0, 20, 20);
                new EventRaster(raster, [0]).Fill(source, selection);
                Assert.That(
                    Enumerable.Range(0, 20).Select(cell => Known(raster.Sizes[19 - cell, 0])),
                    Is.EqualTo(Enumerable.Range(0, 20).Select(cell => Expected(updates, snapshotId, cell))));
            },
            iter: 60,
            threads: 1);
    }

    // Price p of a bid lies in cell p, of an ask in cell 10 + p. The snapshot holds size 9 at cells 0 and 10.
    private static void Load(DuckDB.NET.Data.DuckDBConnection connection, (int Price, int Size, bool IsBid)[] updates, int snapshotAt, int snapshotId)
    {
        var rows = updates.Select((update, i) => Row(i < snapshotAt ? i : i + 1, "diff", i + 1, update.IsBid, update.Price + (update.IsBid ? 0 : 10), update.Size));
        var snapshot = new[] { Row(snapshotAt, "snapshot", snapshotId, true, 0, 9), Row(snapshotAt, "snapshot", snapshotId, false, 10, 9) };
        connection.Run($"delete from l2_events; insert into l2_events (file, ordinal, symbol, ts_pipeline_ns, kind, update_id, side, price, size) values {string.Join(", ", rows.Concat(snapshot))}");

        static string Row(int ordinal, string kind, int id, bool isBid, int cell, int size) =>
            $"(1, {ordinal}, 'ABCUSDT', {PlotTables.Start + ordinal}, '{kind}', {id}, '{(isBid ? "bid" : "ask")}', {cell}.5, {size})";
    }

    private static double Known(double size) => double.IsNaN(size) ? 0 : size;

    private static double Expected((int Price, int Size, bool IsBid)[] updates, int snapshotId, int cell)
    {
        for (var i = updates.Length - 1; i >= snapshotId; i--)
        {
            if (updates[i].Price + (updates[i].IsBid ? 0 : 10) == cell)
            {
                return updates[i].Size;
            }
        }

        return cell is 0 or 10 ? 9 : 0;
    }
}

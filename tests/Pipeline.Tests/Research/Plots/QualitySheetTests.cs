using NUnit.Framework;
using Pipeline.Research.Plots;
using Pipeline.Research.Quality;
using Pipeline.Warehouse.DuckDb;
using ScottPlot.Plottables;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class QualitySheetTests
{
    // Rows of ten seconds of tape: from the second second on, with a gap in which they stop.
    private static readonly long[] Times = [.. Enumerable.Range(10, 50).Where(tenth => tenth is <= 30 or > 44).Select(tenth => TestWarehouse.Start + tenth * TestWarehouse.Second / 10)];

    [Test]
    public void Should_say_the_same_means_as_the_report()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddSession(1, TestWarehouse.Start, TestWarehouse.Start + 10 * TestWarehouse.Second);
        for (var i = 0; i < Times.Length; i++)
        {
            var session = Times[i] > TestWarehouse.Start + 3 * TestWarehouse.Second ? 1 : 0;
            warehouse.AddRow(1, i + 1, Times[i], $"session_id = {session}", score: 0.5 + i % 5 * 0.1);
        }

        warehouse.AddGap(1, 1, TestWarehouse.Start + 3 * TestWarehouse.Second, TestWarehouse.Start + 44 * TestWarehouse.Second / 10);
        var source = new PlotSource(warehouse.Connection);
        var panel = ScorePanel.Make(source, source.Select(new PlotRequest { Source = "made" }), 800);

        var figures = QualityPass.Run(warehouse.Connection).Figures;

        Assert.That(figures.QTime, Is.GreaterThan(0.2).And.LessThan(0.5));
        Assert.That(panel.Notes[0], Does.StartWith($"all rows {QualityLine.Format(figures.QRow, LineUnit.Share)}, all time {QualityLine.Format(figures.QTime, LineUnit.Share)};"));
    }

    [Test]
    public void Should_draw_means_where_a_band_of_extremes_would_be_solid()
    {
        using var connection = PlotTables.Empty();
        connection.Run($"insert into l2_features (symbol, ts_pipeline_ns, quality_score) select 'ABCUSDT', {PlotTables.Start} + i * 100000000, i % 2 from range(50) as rows(i)");
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made", ToNanos = PlotTables.Start + 8 * PlotTables.Second });

        var lines = ScorePanel.Make(source, selection, 8).Plot.GetPlottables<Scatter>().Select(line => line.Data.GetScatterPoints().Select(point => point.Y).ToArray()).ToArray();

        // Both ends of each second. The last row scores 1 and is in force for half a second, a tenth of it in the fifth.
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Is.EqualTo([.. Enumerable.Repeat(0.5, 10), .. Enumerable.Repeat(double.NaN, 6)]));
        Assert.That(lines[1], Is.EqualTo([.. Enumerable.Repeat(0.5, 10), 0.4, 0.4, 0, 0, 0, 0]).Within(1e-12));
    }

    [Test]
    public void Should_give_faults_doubts_and_warm_up_a_color_each()
    {
        using var connection = PlotTables.Minute(gap: false);
        connection.Run("update l2_features set dq_flags = (1 << 7) | (1 << 15) | (1 << 18)");
        var source = new PlotSource(connection);

        var blocks = FlagStrip.Make(source, source.Select(new PlotRequest { Source = "made" }), 800).Plot.GetPlottables<Rectangle>();

        Assert.That(blocks.OrderBy(block => block.Y1).Select(block => block.FillColor.WithAlpha(1.0).ToHex()), Is.EqualTo(new[] { PlotStyle.Vermilion, PlotStyle.Orange, PlotStyle.Grey }.Select(color => color.ToHex())));
    }

    [Test]
    public void Should_count_gaps_that_are_too_many_to_list()
    {
        using var connection = PlotTables.Minute(gap: false);
        connection.Run($"insert into gaps (symbol, gap_id, reason, from_ns, detected_ns, to_ns) select 'ABCUSDT', i, 'broken_chain', {PlotTables.Start} + i * 50000000, 0, {PlotTables.Start} + i * 50000000 + 10000000 + i from range(600) as g(i)");
        var source = new PlotSource(connection);
        var selection = source.Select(new PlotRequest { Source = "made" });

        var table = GapTable.Make(source, selection, GapShade.Read(source, selection), 800);

        Assert.That(table.Lead, Is.EqualTo("600 in this span, 6 s in all; the 5 longest"));
        Assert.That(table.Lines, Has.Count.EqualTo(6));
        Assert.That(table.Lines[1], Is.EqualTo(["2023-11-14 22:13:49.950", "10 ms", "broken_chain"]));
    }
}

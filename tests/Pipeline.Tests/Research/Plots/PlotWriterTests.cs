using System.Xml.Linq;
using NUnit.Framework;
using Pipeline.Research.Plots;
using SkiaSharp;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class PlotWriterTests
{
    private static readonly Dictionary<PlotKind, string[]> AxisTitles = new()
    {
        [PlotKind.Heatmap] = ["price (USDT)", "receive time (UTC)", "resting size a cell (ABC, log scale)", "best bid", "best ask", "white: no book in force; grey: price not known", "no own fill in this span"],
        [PlotKind.Microstructure] = ["price (USDT)", "microprice - mid (ticks of 0.01 USDT)", "spread (ticks of 0.01 USDT)", "imbalance", "OFI (ABC)", "OFI deep (ratio)", "volume (ABC)", "volatility (bps)", "receive time (UTC)"],
        [PlotKind.Quality] = ["quality (0..1)", "share (%)", "share of rows (%)", "receive time (UTC)", "ends past the tape", "warm-up", "rows, least to greatest", "mean of rows, each 1 s", "mean over time, each 1 s", "1 in this span, 6 s in all", "broken_chain"],
        [PlotKind.Depth] = ["cumulative size (ABC)", "distance from mid (bps)"],
        [PlotKind.Latency] = ["ms (log scale)", "percentile (log scale of 1 - p)", "99 %", "rows (log)"],
    };

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("plots").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Should_write_pictures_of_the_size_asked_for_with_ink_in_their_panels([Values] PlotKind kind)
    {
        using var picture = Picture(kind, gap: false, 1000, 800);

        Assert.That((picture.Width, picture.Height), Is.EqualTo((1000, 800)));
        for (var band = 0; band < 3; band++)
        {
            var top = 70 + band * 230;
            var inked = Count(picture, 100, top, 860, top + 230, color => color.Red < 245 || color.Green < 245 || color.Blue < 245);
            Assert.That(inked, Is.GreaterThan(1500), $"third {band} of the picture is blank");
        }
    }

    [Test]
    public void Should_shade_a_gap_where_it_is_and_nowhere_else([Values(PlotKind.Heatmap, PlotKind.Microstructure, PlotKind.Quality)] PlotKind kind)
    {
        using var picture = Picture(kind, gap: true, 1000, 800);
        var right = kind switch { PlotKind.Heatmap => 128, PlotKind.Quality => QualitySheet.RightPixels, _ => 24 };
        var data = 1000 - 96 - right;

        // 24 s to 30 s of 59.9 s, one pixel in on either side; below the key, whose swatch has the same colour.
        const int below = 120;
        var (from, to) = (96 + (int)(data * 24 / 59.9) + 2, 96 + (int)(data * 30 / 59.9) - 2);
        Assert.Multiple(() =>
        {
            Assert.That(Count(picture, from, 70, to, 300, IsGap), Is.GreaterThan((to - from) * 100), "the gap is not shaded");
            Assert.That(Count(picture, 100, below, from - 8, 300, IsGap), Is.Zero, "shaded before the gap");
            Assert.That(Count(picture, to + 8, below, 96 + data - 4, 300, IsGap), Is.Zero, "shaded after the gap");
        });
    }

    [Test]
    public void Should_leave_a_heatmap_empty_where_no_row_is_in_force()
    {
        using var connection = PlotTables.Minute(gap: true);
        Pipeline.Warehouse.DuckDb.DuckDbSession.Run(connection, "delete from gaps; delete from trades");
        Write(connection, PlotKind.Heatmap, PlotFormats.Png, 1000, 800);
        using var picture = SKBitmap.Decode(Directory.GetFiles(_folder).Single());
        var data = 1000 - 96 - 128;
        var (from, to) = (96 + (int)(data * 25 / 59.9), 96 + (int)(data * 29.5 / 59.9));

        Assert.That(Count(picture, from, 120, to, 600, color => color.Blue > color.Red + 30), Is.Zero);
        Assert.That(Count(picture, 100, 120, from - 20, 600, color => color.Blue > color.Red + 30), Is.GreaterThan(500));
    }

    [Test]
    public void Should_write_well_formed_svg_that_names_axes_and_units([Values] PlotKind kind)
    {
        using var connection = PlotTables.Minute(gap: true);
        Write(connection, kind, PlotFormats.Svg, 1600, 1000);

        var text = string.Join('\n', XDocument.Load(Directory.GetFiles(_folder, "*.svg").Single()).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value));

        Assert.Multiple(() =>
        {
            foreach (var title in AxisTitles[kind].Append("usdm:ABCUSDT · 2023-11-14 22:13:20 to 2023-11-14 22:14:19 UTC · 540 rows · made"))
            {
                Assert.That(text, Does.Contain(title));
            }
        });
    }

    [Test]
    public void Should_show_the_best_bid_beside_the_best_ask_where_both_share_pixels()
    {
        using var connection = PlotTables.Minute(gap: false);

        // A tick apart over a span of prices in which a tick is less than a pixel.
        Pipeline.Warehouse.DuckDb.DuckDbSession.Run(connection, "update l2_features set bid_px_1 = mid - 0.0005, ask_px_1 = mid + 0.0005, bid_px_10 = 90, ask_px_10 = 110");
        Write(connection, PlotKind.Heatmap, PlotFormats.Png, 1000, 800);
        using var picture = SKBitmap.Decode(Directory.GetFiles(_folder).Single());

        Assert.That(Count(picture, 100, 130, 860, 740, color => color.Red < 0x20 && color.Green is > 0x18 and < 0x50 && color.Blue is > 0x30 and < 0x60), Is.GreaterThan(300), "no bid");
        Assert.That(Count(picture, 100, 130, 860, 740, color => color.Red > 0xC0 && color.Green is > 0x70 and < 0xB0 && color.Blue < 0x40), Is.GreaterThan(600), "no ask");
    }

    [Test]
    public void Should_leave_no_white_in_a_heatmap_while_a_book_is_in_force()
    {
        using var connection = PlotTables.Minute(gap: false);
        Write(connection, PlotKind.Heatmap, PlotFormats.Png, 1000, 800);
        using var picture = SKBitmap.Decode(Directory.GetFiles(_folder).Single());

        Assert.That(Count(picture, 100, 140, 860, 740, color => color == SKColors.White), Is.Zero);
        Assert.That(Count(picture, 100, 140, 860, 740, color => color == new SKColor(0xDA, 0xDA, 0xDA)), Is.GreaterThan(1000), "prices that are not known");
    }

    [Test]
    public void Should_mark_own_fills_on_a_heatmap()
    {
        using var connection = PlotTables.Minute(gap: false);
        Pipeline.Warehouse.DuckDb.DuckDbSession.Run(
            connection,
            $"""
            insert into fills (file, ordinal, symbol, ts_pipeline_ns, side, price, size) values
                (1, 1, 'ABCUSDT', {PlotTables.Start + 10 * PlotTables.Second}, 'buy', 100.5, 2), (1, 2, 'ABCUSDT', {PlotTables.Start + 20 * PlotTables.Second}, 'sell', 99.5, 3),
                (1, 3, 'OTHER', {PlotTables.Start + 20 * PlotTables.Second}, 'sell', 99.5, 3), (1, 4, 'ABCUSDT', {PlotTables.Start + 90 * PlotTables.Second}, 'sell', 99.5, 3)
            """);
        Write(connection, PlotKind.Heatmap, PlotFormats.Svg, 1600, 1000);
        Write(connection, PlotKind.Heatmap, PlotFormats.Png, 1000, 800);
        using var picture = SKBitmap.Decode(Directory.GetFiles(_folder, "*.png").Single());
        var text = File.ReadAllText(Directory.GetFiles(_folder, "*.svg").Single());
        var data = 1000 - 96 - 128;

        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("own buys (1)").And.Contain("own sells (1)").And.Contain("triangles: 2 own fills of 5 ABC together"));
            Assert.That(Marked(10, new SKColor(0x56, 0xB4, 0xE9)), Is.GreaterThan(20), "the buy");
            Assert.That(Marked(20, new SKColor(0xF0, 0xE4, 0x42)), Is.GreaterThan(20), "the sell");
        });

        int Marked(double second, SKColor color)
        {
            var x = 96 + (int)(data * second / 59.9);
            return Count(picture, x - 10, 130, x + 10, 750, at => at == color);
        }
    }

    [Test]
    public void Should_say_why_a_panel_is_empty()
    {
        using var connection = PlotTables.Minute(gap: true);
        Pipeline.Warehouse.DuckDb.DuckDbSession.Run(connection, "update l2_features set rv_60s = null");
        Write(connection, PlotKind.Microstructure, PlotFormats.Svg, 1600, 1000);

        Assert.That(
            File.ReadAllText(Directory.GetFiles(_folder).Single()),
            Does.Contain("empty: it needs 60 whole seconds with a mid each, without a gap or a resync; the longest unbroken stretch here lasts 29.8 s"));
    }

    [Test]
    public void Should_say_what_rows_there_are_when_none_are_chosen()
    {
        using var connection = PlotTables.Minute(gap: false);

        Assert.Multiple(() =>
        {
            Assert.That(Refusal(request => request with { FromNanos = 1, ToNanos = 2 }), Does.Contain("no rows of usdm:ABCUSDT").And.Contain("2023-11-14T22:13:20.000Z"));
            Assert.That(Refusal(request => request with { FromNanos = 2, ToNanos = 2 }), Does.Contain("the span is empty"));
            Assert.That(Refusal(request => request with { Symbol = "XYZ" }), Does.Contain("'XYZ' is not known here; known are usdm:ABCUSDT"));
            Assert.That(Refusal(request => request with { Width = 10 }), Does.Contain($"a width from {PlotRequest.SmallestWidth}"));
        });

        string Refusal(Func<PlotRequest, PlotRequest> change) =>
            Assert.Throws<PlotException>(() => PlotWriter.Write(connection, change(new PlotRequest { Source = "made" }), PlotWriter.AllKinds, PlotFormats.Png, _folder))!.Message;
    }

    [Test]
    public void Should_refuse_a_store_without_rows()
    {
        using var connection = PlotTables.Empty();

        Assert.That(
            () => PlotWriter.Write(connection, new PlotRequest { Source = "made" }, PlotWriter.AllKinds, PlotFormats.Png, _folder),
            Throws.InstanceOf<PlotException>().With.Message.Contains("no rows; there is nothing to draw"));
    }

    private SKBitmap Picture(PlotKind kind, bool gap, int width, int height)
    {
        using var connection = PlotTables.Minute(gap);
        Write(connection, kind, PlotFormats.Png, width, height);
        return SKBitmap.Decode(Directory.GetFiles(_folder, "*.png").Single());
    }

    private void Write(DuckDB.NET.Data.DuckDBConnection connection, PlotKind kind, PlotFormats formats, int width, int height) =>
        PlotWriter.Write(connection, new PlotRequest { Source = "made", Width = width, Height = height }, [kind], formats, _folder);

    // The shade over white: rose, more red than green.
    private static bool IsGap(SKColor color) => color.Red > 200 && color.Red > color.Green + 25 && color.Blue > color.Green + 10;

    private static int Count(SKBitmap picture, int left, int top, int right, int bottom, Func<SKColor, bool> matches)
    {
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                count += matches(picture.GetPixel(x, y)) ? 1 : 0;
            }
        }

        return count;
    }
}

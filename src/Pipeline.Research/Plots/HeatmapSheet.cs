using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>The order book over time: size as colour, best prices as lines, trades as circles, own fills as triangles, gaps shaded.</summary>
internal static class HeatmapSheet
{
    private const int MostColumns = 1600, MostCells = 360, TradePixels = 14;
    private const float AskPixels = 4, BidPixels = 1.4f;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Order-book heatmap", selection.Caption, request.Width, request.Height) { RightPixels = 128 };
        var columns = Math.Min(MostColumns, sheet.DataPixels);
        var best = BookColumns.Read(source, selection, selection.StepNanos(columns));
        if (best.Count == 0)
        {
            throw new PlotException($"{selection.Name}: no row of the span has both a bid and an ask; there is no book to draw");
        }

        var deep = EventWalk.IsPossible(source, selection);
        var raster = NewRaster(source, selection, best, columns, deep);
        Fill(raster, source, selection, best, deep);
        var plot = PlotStyle.NewPlot();
        Unknown(plot, best, raster);
        Cells(plot, raster, selection.Units);
        var gaps = GapShade.Read(source, selection);
        GapShade.Draw(plot, selection, gaps, sheet.DataPixels, inLegend: true);
        Best(plot, best, raster);
        var marks = TradeMarks.Draw(plot, source, selection, selection.StepNanos(Math.Max(1, sheet.DataPixels / TradePixels)));
        TimeTicks.Put(plot, selection, sheet.DataPixels, labels: true);
        plot.Axes.SetLimits(0, selection.Seconds, raster.Low, raster.High);
        plot.Axes.Left.TickGenerator = PlotStyle.FewTicks();
        var fills = FillMarks.Draw(plot, source, selection);
        sheet.Add(new SheetPanel($"price ({selection.Units.Price})", plot, What(deep, raster, selection.Units), "white: no book in force; grey: price not known", marks, fills));
        return sheet;
    }

    private static string What(bool deep, BookRaster raster, Units units) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(deep ? "known book after the last update of each" : "ten ranks a side, mean over each")} {Trades.Duration(raster.StepNanos)} column, cells of {raster.CellSize:0.########} {units.Price}");

    private static BookRaster NewRaster(PlotSource source, PlotSelection selection, List<BookColumn> best, int columns, bool deep)
    {
        var (rankLow, rankHigh) = source.Connection.List(
            $"""
            select quantile_disc(coalesce(bid_px_10, bid_px_1), 0.001), quantile_disc(coalesce(ask_px_10, ask_px_1), 0.999)
            from l2_features where {selection.Where} and bid_px_1 is not null and ask_px_1 is not null
            """,
            row => (row.GetDouble(0), row.GetDouble(1)))[0];
        var (low, high) = (best.Min(column => column.Bid), best.Max(column => column.Ask));
        var around = Math.Max((high - low) * 0.3, high * 5e-4);
        (low, high) = deep ? (low - around, high + around) : (Math.Min(low, rankLow), Math.Max(high, rankHigh));

        // Cells are whole ticks with prices in their middle: otherwise some cells hold one price more and the picture shows stripes.
        var tick = Math.Round(Math.Max(TickSize.Of(source, selection), high * 1e-9), 10);
        var cell = tick * Math.Max(1, Math.Ceiling((high - low) / tick / MostCells));
        var start = Math.Floor(low / cell) * cell - tick / 2;
        return new BookRaster(selection, columns, start, start + cell * (Math.Ceiling((high - start) / cell) + 1), (int)Math.Ceiling((high - start) / cell) + 1);
    }

    private static void Fill(BookRaster raster, PlotSource source, PlotSelection selection, List<BookColumn> best, bool deep)
    {
        if (deep)
        {
            new EventRaster(raster, [.. best.Select(column => column.Column)]).Fill(source, selection);
        }
        else
        {
            RankRaster.Fill(raster, source, selection);
        }
    }

    // Behind the cells, where a book is in force: it shows through where a price is not known, so that white says one thing alone.
    private static void Unknown(Plot plot, List<BookColumn> best, BookRaster raster)
    {
        for (var from = 0; from < best.Count;)
        {
            var to = from + 1;
            while (to < best.Count && best[to].Column == best[to - 1].Column + 1)
            {
                to++;
            }

            var block = plot.Add.Rectangle(best[from].Column * raster.StepNanos / 1e9, (best[to - 1].Column + 1) * raster.StepNanos / 1e9, raster.Low, raster.High);
            (block.FillColor, block.LineWidth) = (PlotStyle.Unknown, 0);
            from = to;
        }
    }

    // Log of size, as sizes span decades; an empty cell of a known book has the colour of the least, an unknown one has none.
    private static void Cells(Plot plot, BookRaster raster, Units units)
    {
        var logs = raster.Sizes.Cast<double>().Where(size => size > 0).Select(Math.Log10).Order().ToArray();
        var (low, high) = logs.Length == 0 ? (0, 1) : (logs[(int)(logs.Length * 0.05)], logs[(int)((logs.Length - 1) * 0.999)]);
        high = Math.Max(high, low + 0.1);
        var cells = (double[,])raster.Sizes.Clone();
        for (var cell = 0; cell < raster.Cells; cell++)
        {
            for (var column = 0; column < raster.Columns; column++)
            {
                ref var at = ref cells[cell, column];
                at = double.IsNaN(at) ? at : at > 0 ? Math.Max(Math.Log10(at), low) : low;
            }
        }

        var heatmap = plot.Add.Heatmap(cells);
        heatmap.Colormap = new ScottPlot.Colormaps.Viridis();
        heatmap.NaNCellColor = Colors.Transparent;
        heatmap.ManualRange = new ScottPlot.Range(low, high);
        heatmap.Position = new CoordinateRect(0, raster.Columns * raster.StepNanos / 1e9, raster.Low, raster.High);
        ColorBar(plot, heatmap, low, high, units);
    }

    private static void ColorBar(Plot plot, ScottPlot.Plottables.Heatmap heatmap, double low, double high, Units units)
    {
        var bar = plot.Add.ColorBar(heatmap);
        bar.Label = $"resting size a cell ({units.Size}, log scale)";
        bar.LabelStyle.FontSize = 13;
        bar.LabelStyle.Bold = false;
        bar.LabelStyle.FontName = PlotStyle.FontName;
        bar.Axis.TickLabelStyle.FontName = PlotStyle.FontName;
        var ticks = LogTicks.Make(low, high);
        bar.Axis.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick.ToString("#,0.########", CultureInfo.InvariantCulture))]);
    }

    private static void Best(Plot plot, List<BookColumn> best, BookRaster raster)
    {
        // The bid comes last and is narrower: where the two share a pixel, it lies within the ask.
        foreach (var (name, color, wide, price) in new (string, Color, float, Func<BookColumn, double>)[]
        {
            ("best ask", PlotStyle.Orange, AskPixels, column => column.Ask), ("best bid", PlotStyle.BidOnBook, BidPixels, column => column.Bid),
        })
        {
            var (xs, ys) = (new List<double>(), new List<double>());
            for (var i = 0; i < best.Count; i++)
            {
                if (i > 0 && (best[i].Broken || best[i].Column > best[i - 1].Column + 1))
                {
                    xs.Add(best[i].Column * raster.StepNanos / 1e9);
                    ys.Add(double.NaN);
                }

                // Flat over its column: a column alone is still a dash.
                xs.AddRange([best[i].Column * raster.StepNanos / 1e9, (best[i].Column + 1) * raster.StepNanos / 1e9]);
                ys.AddRange([price(best[i]), price(best[i])]);
            }

            var line = plot.Add.Scatter(xs, ys, color);
            (line.MarkerSize, line.LineWidth, line.LegendText) = (0, wide, name);
        }
    }
}

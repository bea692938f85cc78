using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Prices, spread, imbalance, order flow, volume and volatility under one time axis.</summary>
internal static class MicrostructureSheet
{
    private const double VolumeBarPixels = 12;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Market microstructure", selection.Caption, request.Width, request.Height);
        var gaps = GapShade.Read(source, selection);
        var pixels = sheet.DataPixels;
        SheetPanel[] panels =
        [
            Lines("price (quote)", false, ("mid", "mid", PlotStyle.Blue), ("microprice", "microprice", PlotStyle.Orange)),
            Lines("spread (bps)", true, ("spread_bps", "best ask less best bid", PlotStyle.Blue)),
            Lines("imbalance", false, ("imbalance", "ten levels, -1 (asks) to 1 (bids)", PlotStyle.Blue)),
            Lines("OFI (base)", false, ("ofi_l1", "order-flow imbalance of the last second, best level", PlotStyle.Blue)),
            Lines("OFI deep (ratio)", false, ("ofi_deep", "the same, levels 2 to 10, in mean level sizes", PlotStyle.Green)),
            Volume(source, selection, pixels),
            Lines("volatility (bps)", true, ("rv_60s", "realised, last 60 s", PlotStyle.Blue)),
        ];
        for (var i = 0; i < panels.Length; i++)
        {
            var isLast = i == panels.Length - 1;
            GapShade.Draw(panels[i].Plot, selection, gaps, pixels, inLegend: i == 0);
            TimeTicks.Put(panels[i].Plot, selection, pixels, labels: isLast);
            sheet.Add(panels[i] with { Weight = i == 0 ? 1.6 : 1, ShowsBottom = isLast });
        }

        return sheet;

        SheetPanel Lines(string title, bool fromZero, params (string Column, string Name, Color Color)[] lines)
        {
            var plot = PlotStyle.NewPlot();
            var fit = ValueRange.Empty;
            foreach (var (column, name, color) in lines)
            {
                LinePanel.Draw(plot, source, selection, column, name, color, pixels, ref fit);
            }

            LinePanel.FitY(plot, selection, fit, fromZero);
            return new SheetPanel(title, plot);
        }
    }

    // Buys up, sells down: two bars in one place would hide each other.
    private static SheetPanel Volume(PlotSource source, PlotSelection selection, int pixels)
    {
        var columns = Math.Max(1, (int)(pixels / VolumeBarPixels));
        var step = selection.StepNanos(columns);
        var width = step / 1e9;
        var plot = PlotStyle.NewPlot();
        var buckets = Trades.Buckets(source, selection, step);
        if (buckets.Count == 0)
        {
            PlotStyle.SayEmpty(plot, source.Has("trades") ? "no trade in this span" : "the input has no table of trades");
        }

        foreach (var (buys, name, color) in new[] { (true, $"taker buys each {Trades.Duration(step)}", PlotStyle.Blue), (false, "taker sells (downwards)", PlotStyle.Vermilion) })
        {
            var bars = buckets.Where(bucket => bucket.IsBuy == buys).Select(bucket => new Bar
            {
                Position = (bucket.Bucket + 0.5) * width,
                Value = buys ? bucket.Size : -bucket.Size,
                Size = width * 0.9,
                FillColor = color,
                LineWidth = 0,
            }).ToArray();
            if (bars.Length > 0)
            {
                plot.Add.Bars(bars).LegendText = name;
            }
        }

        var fit = buckets.Aggregate(ValueRange.Empty, (range, bucket) => range.With(0).With(bucket.IsBuy ? bucket.Size : -bucket.Size));
        LinePanel.FitY(plot, selection, fit);
        return new SheetPanel("volume (base)", plot);
    }
}

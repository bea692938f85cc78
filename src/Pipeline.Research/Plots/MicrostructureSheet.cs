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
        Plot[] panels =
        [
            Lines("price (quote)", ("mid", "mid", PlotStyle.Blue), ("microprice", "microprice", PlotStyle.Orange)),
            Lines("spread (bps)", ("spread_bps", "spread", PlotStyle.Blue)),
            Lines("imbalance", ("imbalance", "ten levels, -1 (asks) to 1 (bids)", PlotStyle.Blue)),
            Lines("OFI (base)", ("ofi_l1", "order-flow imbalance of the last second, best level", PlotStyle.Blue)),
            Lines("OFI deep (ratio)", ("ofi_deep", "the same, levels 2 to 10, in mean level sizes", PlotStyle.Green)),
            Volume(source, selection, pixels),
            Lines("volatility (bps)", ("rv_60s", "realised, last 60 s", PlotStyle.Blue)),
        ];
        for (var i = 0; i < panels.Length; i++)
        {
            GapShade.Draw(panels[i], selection, gaps, pixels, inLegend: i == 0);
            TimeTicks.Put(panels[i], selection, pixels, labels: i == panels.Length - 1);
            panels[i].ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
            sheet.Add(panels[i], i == 0 ? 1.6 : 1, i == panels.Length - 1);
        }

        return sheet;

        Plot Lines(string title, params (string Column, string Name, Color Color)[] lines)
        {
            var plot = PlotStyle.NewPlot(title);
            var fit = ValueRange.Empty;
            foreach (var (column, name, color) in lines)
            {
                LinePanel.Draw(plot, source, selection, column, name, color, pixels, ref fit);
            }

            LinePanel.FitY(plot, selection, fit, fromZero: title.StartsWith("spread", StringComparison.Ordinal) || title.StartsWith("vol", StringComparison.Ordinal));
            return plot;
        }
    }

    // Buys up, sells down: two bars in one place would hide each other.
    private static Plot Volume(PlotSource source, PlotSelection selection, int pixels)
    {
        var columns = Math.Max(1, (int)(pixels / VolumeBarPixels));
        var step = selection.StepNanos(columns);
        var width = step / 1e9;
        var plot = PlotStyle.NewPlot("volume (base)");
        var buckets = Trades.Buckets(source, selection, step);
        if (buckets.Count == 0)
        {
            PlotStyle.Note(plot, source.Has("trades") ? "no trade in this span" : "the input has no table of trades", Alignment.MiddleCenter);
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
        return plot;
    }
}

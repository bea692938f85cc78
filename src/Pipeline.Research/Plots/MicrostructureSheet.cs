using System.Globalization;
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
            Lines("imbalance (-1..1)", ("imbalance", "ten levels", PlotStyle.Blue)),
            Lines("OFI 1 s (base)", ("ofi_l1", "best level", PlotStyle.Blue)),
            Lines("OFI 1 s (norm.)", ("ofi_deep", "levels 2 to 10, mean over their size", PlotStyle.Green)),
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
            foreach (var (column, name, color) in lines)
            {
                LinePanel.Draw(plot, source, selection, column, name, color, pixels);
            }

            LinePanel.FitY(plot, selection, fromZero: title.StartsWith("spread", StringComparison.Ordinal) || title.StartsWith("vol", StringComparison.Ordinal));
            return plot;
        }
    }

    // Buys up, sells down: two bars in one place would hide each other.
    private static Plot Volume(PlotSource source, PlotSelection selection, int pixels)
    {
        var columns = Math.Max(1, (int)(pixels / VolumeBarPixels));
        var step = selection.StepNanos(columns);
        var width = step / 1e9;
        var plot = PlotStyle.NewPlot(string.Create(CultureInfo.InvariantCulture, $"volume (base/{Trades.Duration(step)})"));
        var buckets = Trades.Buckets(source, selection, step);
        if (buckets.Count == 0)
        {
            PlotStyle.Note(plot, source.Has("trades") ? "no trade in this span" : "the input has no table of trades", Alignment.MiddleCenter);
        }

        foreach (var (buys, name, color) in new[] { (true, "taker buys", PlotStyle.Blue), (false, "taker sells", PlotStyle.Vermilion) })
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

        LinePanel.FitY(plot, selection);
        return plot;
    }
}

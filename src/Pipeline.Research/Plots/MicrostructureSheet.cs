using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Mid, microprice against mid, spread, imbalance, order flow, volume and volatility under one time axis.</summary>
internal static class MicrostructureSheet
{
    private const double VolumeBarPixels = 12;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Market microstructure", selection.Caption, request.Width, request.Height);
        var gaps = GapShade.Read(source, selection);
        var pixels = sheet.DataPixels;
        var (units, tick) = (selection.Units, TickSize.Of(source, selection));

        // Without a tick the price's own unit is all there is to say.
        var (perTick, ticks) = tick > 0 ? (Sql.Number(tick), string.Create(CultureInfo.InvariantCulture, $"ticks of {tick:0.##########} {units.Price}")) : ("1e0", units.Price);
        const string twoSides = "no row has both a bid and an ask";
        const string window = "it needs a second of book in which the levels were there throughout";
        SheetPanel[] panels =
        [
            Line($"price ({units.Price})", false, "mid", "mid", PlotStyle.Blue, twoSides),
            Line($"microprice - mid ({ticks})", false, $"(microprice - mid) / {perTick}", "above 0: the larger size is bid", PlotStyle.Orange, twoSides),
            Line($"spread ({ticks})", true, $"spread / {perTick}", "best ask less best bid", PlotStyle.Blue, twoSides),
            Line("imbalance", false, "imbalance", "ten levels, -1 (asks) to 1 (bids)", PlotStyle.Blue, twoSides),
            Line($"OFI ({units.Size})", false, "ofi_l1", "order-flow imbalance of the last second, best level", PlotStyle.Blue, window),
            Line("OFI deep (ratio)", false, "ofi_deep", "the same, levels 2 to 10, in mean level sizes", PlotStyle.Green, window),
            Volume(source, selection, pixels),
            Line("volatility (bps)", true, "rv_60s", "realised, last 60 s", PlotStyle.Blue, VolatilityWindow(source, selection)),
        ];
        for (var i = 0; i < panels.Length; i++)
        {
            var isLast = i == panels.Length - 1;
            GapShade.Draw(panels[i].Plot, selection, gaps, pixels, inLegend: i == 0);
            TimeTicks.Put(panels[i].Plot, selection, pixels, labels: isLast);
            sheet.Add(panels[i] with { Weight = i == 0 ? 1.6 : 1, ShowsBottom = isLast });
        }

        return sheet;

        SheetPanel Line(string title, bool fromZero, string expression, string name, Color color, string whyEmpty)
        {
            var plot = PlotStyle.NewPlot();
            var fit = ValueRange.Empty;
            var isDrawn = LinePanel.Draw(plot, source, selection, expression, name, color, pixels, ref fit);
            LinePanel.FitY(plot, selection, fit, fromZero);

            // Why stands above, where a text too long is written smaller.
            return new SheetPanel(title, plot, isDrawn ? [] : [$"empty: {whyEmpty}"]);
        }
    }

    // The window restarts with the book, and a mid is not carried over a longer silence than this.
    private static string VolatilityWindow(PlotSource source, PlotSelection selection)
    {
        const long longestSilence = 10_000_000_000;
        var longest = source.Connection.List(
            $"with {Breaks.Segments(source, selection, longestSilence, "1 as one")} select coalesce(max(length), 0)::bigint from (select max(t) - min(t) as length from segments group by segment) as stretches",
            row => row.GetInt64(0))[0];
        return $"it needs 60 whole seconds with a mid each, without a gap or a resync; the longest unbroken stretch here lasts {Trades.Duration(longest)}";
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
        return new SheetPanel($"volume ({selection.Units.Size})", plot);
    }
}

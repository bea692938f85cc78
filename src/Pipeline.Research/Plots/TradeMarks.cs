using System.Globalization;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Trades on a heatmap: one circle for each taker side and stretch of time, its area by size.</summary>
internal static class TradeMarks
{
    private const int Classes = 10;
    private const float LargestPixels = 18, SmallestPixels = 3;

    /// <summary>Draws them; returns what the note says of them.</summary>
    public static string Draw(Plot plot, PlotSource source, PlotSelection selection, long step)
    {
        var buckets = Trades.Buckets(source, selection, step);
        if (buckets.Count == 0)
        {
            return source.Has("trades") ? "no trade in this span" : "the input has no trades";
        }

        var largest = buckets.Max(bucket => bucket.Size);
        foreach (var (isBuy, name, color) in new[] { (true, "taker buys", PlotStyle.Blue), (false, "taker sells", PlotStyle.Vermilion) })
        {
            // A plottable for each class of size: ten, whatever the number of trades.
            var named = false;
            foreach (var group in buckets.Where(bucket => bucket.IsBuy == isBuy).GroupBy(bucket => Math.Ceiling(Math.Sqrt(bucket.Size / largest) * Classes)).OrderByDescending(group => group.Key))
            {
                var xs = group.Select(bucket => (bucket.Bucket + 0.5) * step / 1e9).ToArray();
                var marks = plot.Add.Markers(xs, group.Select(bucket => bucket.Price).ToArray(), MarkerShape.FilledCircle, Math.Max(SmallestPixels, (float)(LargestPixels * group.Key / Classes)), color.WithAlpha(0.85));
                marks.MarkerStyle.OutlineColor = PlotStyle.Black;
                marks.MarkerStyle.OutlineWidth = 0.8f;
                marks.LegendText = named ? "" : name;
                named = true;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"circles: trades of {Trades.Duration(step)} at their mean price, area by size, the largest {largest:#,0.####} {selection.Units.Size}");
    }
}

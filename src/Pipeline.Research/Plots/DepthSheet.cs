using System.Globalization;
using Pipeline.Research.Quality;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>Cumulative size by distance from mid: mean, median and the middle four fifths of the books, read off at 1, 5, 10 and 25 bps.</summary>
internal static class DepthSheet
{
    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Depth profile", selection.Caption, request.Width, request.Height);
        var (bids, asks, what) = DepthBooks.Read(source, selection);
        var size = selection.Units.Size;
        var plot = PlotStyle.NewPlot("distance from mid (bps); bids left, asks right");
        var (bidWords, askWords) = (Draw(plot, bids, "bids", -1, PlotStyle.Blue, size), Draw(plot, asks, "asks", 1, PlotStyle.Vermilion, size));
        var furthest = Math.Max(bids.Furthest(), asks.Furthest());
        if (furthest > 0)
        {
            plot.Axes.AutoScale();
            plot.Axes.SetLimits(-furthest * 1.04, furthest * 1.04, 0, plot.Axes.GetLimits().Top * 1.05);
            plot.Axes.Left.TickGenerator = PlotStyle.FewTicks();
            plot.Axes.Bottom.TickGenerator = Ticks(furthest);
        }
        else
        {
            PlotStyle.SayEmpty(plot, "no book of this span has a bid and an ask");
        }

        sheet.Add(new SheetPanel(
            $"cumulative size ({size})", plot,
            [$"size at or nearer than each distance, of {what}", "one set of books a side: those known to the furthest distance drawn, which at least half reach", .. bidWords, .. askWords]));
        return sheet;
    }

    // Where sizes are read off; where none of those distances is drawn, wherever there is room.
    private static ITickGenerator Ticks(double furthest)
    {
        double[] named = [.. DepthProfile.Named.Where(bps => bps <= furthest)];
        if (named.Length > 0)
        {
            return new NumericManual([.. named.Reverse().Select(bps => -bps), 0, .. named], [.. named.Reverse().Append(0).Concat(named).Select(Text)]);
        }

        var few = PlotStyle.FewTicks();
        few.LabelFormatter = value => Text(Math.Abs(value));
        return few;

        static string Text(double bps) => bps.ToString("0.####", CultureInfo.InvariantCulture);
    }

    private static string[] Draw(Plot plot, DepthProfile profile, string side, int sign, Color color, string unit)
    {
        var points = profile.Curve();
        if (points.Count == 0)
        {
            return [$"{side}: none known"];
        }

        double[] xs = [.. points.Select(point => sign * point.Bps)];
        var band = plot.Add.FillY(xs, [.. points.Select(point => point.Low)], [.. points.Select(point => point.High)]);
        (band.FillColor, band.LineWidth, band.LegendText) = (color.WithAlpha(0.2), 0, $"{side}: 10 % to 90 % of books");
        Line(points.Select(point => point.Median), LinePattern.Dashed, "median");
        Line(points.Select(point => point.Mean), LinePattern.Solid, "mean");
        foreach (var point in points.Where(point => DepthProfile.Named.Contains(point.Bps)))
        {
            plot.Add.Marker(sign * point.Bps, point.Mean, MarkerShape.FilledCircle, 8, color);
            // Outwards, but at the furthest distance inwards: there is no room beyond it.
            var toLeft = sign < 0 != (point.Bps == points[^1].Bps);
            var label = plot.Add.Text(point.Mean.ToString("#,0.##", CultureInfo.InvariantCulture), sign * point.Bps, point.Mean);
            (label.LabelFontColor, label.LabelFontSize, label.LabelFontName, label.LabelAlignment) = (PlotStyle.Black, 12, PlotStyle.FontName, toLeft ? Alignment.LowerRight : Alignment.LowerLeft);
            (label.OffsetX, label.OffsetY) = (toLeft ? -6 : 6, -4);
        }

        return Words(profile, points, side, unit);

        void Line(IEnumerable<double> values, LinePattern pattern, string name)
        {
            var line = plot.Add.Scatter(xs, values.ToArray(), color);
            (line.MarkerSize, line.LineWidth, line.LinePattern, line.LegendText) = (0, 1.8f, pattern, $"{side}: {name}");
        }
    }

    private static string[] Words(DepthProfile profile, IReadOnlyList<DepthPoint> points, string side, string unit)
    {
        var furthest = profile.Furthest();
        var read = string.Join(", ", points.Where(point => DepthProfile.Named.Contains(point.Bps)).Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Bps:0} bps {point.Mean:#,0.##}")));
        var drawn = read.Length > 0 ? $"mean within {read} {unit}" : string.Create(CultureInfo.InvariantCulture, $"drawn to {furthest:0.###} bps");
        var beyond = string.Join(", ", DepthProfile.Named.Where(bps => bps > furthest).Select(bps => string.Create(CultureInfo.InvariantCulture, $"{bps:0} bps ({Share(bps)} reach it)")));
        string[] words = [$"{side}: {drawn}", string.Create(CultureInfo.InvariantCulture, $"known that far: {Share(furthest)} of {profile.Books:N0} books")];
        return beyond.Length > 0 ? [.. words, $"{side} not drawn: {beyond}"] : words;

        string Share(double bps) => QualityLine.Format(profile.ShareOf(bps), LineUnit.Share);
    }
}

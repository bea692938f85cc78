using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>Percentiles of feed latency and of the time between rows, over a log 1 - p axis, with histograms.</summary>
internal static class LatencySheet
{
    private const int Bins = 120;
    private const double LeastMs = 0.01;

    private static readonly (string Column, string Name, Color Color)[] Corrected =
        [("feed_lat_ms", "feed latency, clock offset taken off", PlotStyle.Blue), ("book_age_ms", "time since the previous row", PlotStyle.Orange)];

    private static readonly (string Column, string Name, Color Color)[] Raw =
        [("feed_lat_raw_ms", "receive time less exchange time as the clocks said (below zero: the receiver's clock ran behind)", PlotStyle.Green)];

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Latency percentiles", selection.Caption, request.Width, request.Height);
        sheet.Add(Percentiles(source, selection, Corrected, "ms (log scale)", isLog: true) with { Weight = 1.7 });
        sheet.Add(Percentiles(source, selection, Raw, "raw feed latency (ms)", isLog: false));
        foreach (var (column, name, color) in Corrected)
        {
            sheet.Add(Histogram(source, selection, column, name, color) with { Weight = 0.8 });
        }

        return sheet;
    }

    private static SheetPanel Percentiles(PlotSource source, PlotSelection selection, (string Column, string Name, Color Color)[] series, string title, bool isLog)
    {
        var plot = PlotStyle.NewPlot("percentile (log scale of 1 - p)");
        var (decades, fit) = (1.0, ValueRange.Empty);
        foreach (var (column, name, color) in series)
        {
            var count = PercentileQuery.CountOf(source, selection, column);
            if (count == 0)
            {
                PlotStyle.SayEmpty(plot, $"{column}: no value in this span");
                continue;
            }

            var shares = PercentileQuery.Shares(count);
            var values = PercentileQuery.Read(source, selection, column, shares);
            var xs = shares.Select(share => -Math.Log10(1 - share)).ToArray();
            double[] ys = isLog ? [.. values.Select(value => Math.Log10(Math.Max(value, LeastMs)))] : values;
            var line = plot.Add.Scatter(xs, ys, color);
            (line.MarkerSize, line.LineWidth, line.LegendText) = (0, 1.8f, $"{name} ({column}, n = {count.ToString("N0", CultureInfo.InvariantCulture)})\n{Quoted(shares, values, PercentileQuery.Read(source, selection, column, [1])[0])}");
            (decades, fit) = (Math.Max(decades, xs[^1]), ys.Aggregate(fit, (range, value) => range.With(value)));
        }

        Axes(plot, decades, isLog, fit);
        return new SheetPanel(title, plot);
    }

    private static void Axes(Plot plot, double decades, bool isLog, ValueRange fit)
    {
        (double Share, string Text)[] ticks = [(0, "0 %"), (0.5, "50 %"), (0.75, "75 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %"), (0.99999, "99.999 %"), (0.999999, "99.9999 %")];
        ticks = [.. ticks.Where(tick => -Math.Log10(1 - tick.Share) <= decades + 1e-6)];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(tick => -Math.Log10(1 - tick.Share))], [.. ticks.Select(tick => tick.Text)]);
        var (low, high) = fit.IsEmpty ? (0, 1) : (fit.Low, fit.High);
        var height = Math.Max(high - low, 0.1);
        plot.Axes.SetLimits(0, decades * 1.01, low - height * 0.05, high + height * 0.05);
        if (isLog)
        {
            var marks = LogTicks.Make(low - height * 0.05, high + height * 0.05);
            plot.Axes.Left.TickGenerator = new NumericManual(
                [.. marks.Select(Math.Log10)],
                [.. marks.Select(mark => mark <= LeastMs ? $"≤ {LeastMs.ToString(CultureInfo.InvariantCulture)}" : mark.ToString("#,0.####", CultureInfo.InvariantCulture))]);
        }
    }

    private static string Quoted(double[] shares, double[] values, double largest)
    {
        string[] parts =
        [
            .. new[] { 0.5, 0.9, 0.99, 0.999, 0.9999 }.Where(share => share <= shares[^1] + 1e-9).Select(share =>
                string.Create(CultureInfo.InvariantCulture, $"p{share * 100:0.##} {values[Math.Max(0, Array.FindIndex(shares, at => at >= share - 1e-9))]:#,0.##}")),
            string.Create(CultureInfo.InvariantCulture, $"largest {largest:#,0.##} ms"),
        ];
        return string.Join(", ", parts);
    }

    private static SheetPanel Histogram(PlotSource source, PlotSelection selection, string column, string name, Color color)
    {
        var plot = PlotStyle.NewPlot($"{name} (ms); the last bar holds all that is longer");
        var count = PercentileQuery.CountOf(source, selection, column);
        if (count == 0)
        {
            PlotStyle.SayEmpty(plot, $"{column}: no value in this span");
            return new SheetPanel("rows (log)", plot);
        }

        var ends = PercentileQuery.Read(source, selection, column, [0, 0.995]);
        var width = Math.Max((ends[1] - ends[0]) / (Bins - 1), 1e-6);
        var bins = source.Connection.List(
            $"select least(cast(floor(({column} - {Sql.Number(ends[0])}) / {Sql.Number(width)}) as bigint), {Bins - 1}) as bin, count(*) from l2_features where {selection.Where} and {column} is not null group by bin order by bin",
            row => (Bin: row.GetInt64(0), Rows: row.GetInt64(1)));
        plot.Add.Bars(bins.Select(bin => new Bar
        {
            Position = ends[0] + (bin.Bin + 0.5) * width,
            ValueBase = -0.3,
            Value = Math.Log10(bin.Rows),
            Size = width * 0.95,
            FillColor = color,
            LineWidth = 0,
        }).ToArray());
        var top = Math.Log10(bins.Max(bin => bin.Rows)) + 0.2;
        var marks = LogTicks.Make(0, Math.Max(top, 1)).Where(mark => Math.Log10(mark) % 1 == 0).ToArray();
        plot.Axes.Left.TickGenerator = new NumericManual([.. marks.Select(Math.Log10)], [.. marks.Select(mark => mark.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.Bottom.TickGenerator = PlotStyle.FewTicks(12);
        plot.Axes.SetLimits(ends[0], ends[0] + width * Bins, -0.3, top);
        return new SheetPanel("rows (log)", plot);
    }
}

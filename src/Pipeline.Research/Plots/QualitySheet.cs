using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pipeline.Research.Plots;

/// <summary>Quality score, flags, coverage, level fill, validity of targets and the gap table on one page.</summary>
internal static class QualitySheet
{
    private const int MostGaps = 8;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Data quality", selection.Caption, request.Width, request.Height) { RightPixels = 40 };
        var gaps = GapShade.Read(source, selection);
        var pixels = sheet.DataPixels;
        Plot[] overTime = [Score(source, selection, pixels), FlagStrip.Make(source, selection, pixels), CoveragePanel.Make(source, selection)];
        for (var i = 0; i < overTime.Length; i++)
        {
            GapShade.Draw(overTime[i], selection, gaps, pixels, inLegend: i == 0);
            TimeTicks.Put(overTime[i], selection, pixels, labels: i == overTime.Length - 1);
            if (i != 1)
            {
                overTime[i].ShowLegend(Alignment.LowerRight, Orientation.Horizontal);
            }

            sheet.Add(overTime[i], 1, i == overTime.Length - 1);
        }

        sheet.Add(TargetBars.Make(source, selection), 1.1, showsBottom: true);
        sheet.Add(GapTable(gaps, source), 0.9, showsBottom: false);
        return sheet;
    }

    private static Plot Score(PlotSource source, PlotSelection selection, int pixels)
    {
        var plot = PlotStyle.NewPlot("quality (0..1)");
        var fit = ValueRange.Empty;
        LinePanel.Draw(plot, source, selection, "quality_score", "quality score of rows", PlotStyle.Blue, pixels, ref fit);
        plot.Axes.SetLimits(0, selection.Seconds, -0.35, 1.08);
        var (rowMean, timeMean) = source.Connection.List(
            $"""
            with rows as (select quality_score as q, least(coalesce(lead(ts_recv_ns) over (order by ts_recv_ns), {selection.ToNanos}), ts_recv_ns + {BookColumns.InForceNanos}) - ts_recv_ns as w from l2_features where {selection.Where})
            select coalesce(avg(q), 0), coalesce(sum(q * w), 0) / {selection.ToNanos - selection.FromNanos} from rows
            """,
            row => (row.GetDouble(0), row.GetDouble(1)))[0];
        PlotStyle.Note(plot, string.Create(CultureInfo.InvariantCulture, $"mean over rows {rowMean:0.0000}; mean over time {timeMean:0.0000} (0 where no row is in force, 500 ms at most each)"), Alignment.LowerLeft);
        return plot;
    }

    private static Plot GapTable(List<GapSpan> gaps, PlotSource source)
    {
        var plot = PlotStyle.NewPlot("gaps");
        plot.Axes.SetLimits(0, 1, 0, MostGaps + 1);
        plot.HideGrid();
        plot.Axes.Left.TickGenerator = new EmptyTickGenerator();
        plot.Axes.Bottom.TickGenerator = new EmptyTickGenerator();
        var total = gaps.Sum(gap => gap.ToNanos - gap.FromNanos);
        Row(0, !source.Has("gaps") ? "the input has no table of gaps" : gaps.Count == 0 ? "no gap in this span" : $"{gaps.Count} gaps, {Trades.Duration(total)} in all; the longest:", "from (UTC)", "length", "reason", gaps.Count > 0);
        for (var i = 0; i < Math.Min(MostGaps, gaps.Count); i++)
        {
            var from = DateTime.UnixEpoch.AddTicks(gaps[i].FromNanos / 100).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
            Row(i + 1, "", from, Trades.Duration(gaps[i].ToNanos - gaps[i].FromNanos), gaps[i].Reason, true);
        }

        return plot;

        void Row(int line, string lead, string from, string length, string reason, bool filled)
        {
            Cell(0.01, lead);
            if (filled)
            {
                Cell(0.3, from);
                Cell(0.52, length);
                Cell(0.64, reason);
            }

            void Cell(double x, string text)
            {
                var cell = plot.Add.Text(text, x, MostGaps + 0.5 - line);
                (cell.LabelFontName, cell.LabelFontSize, cell.LabelAlignment) = (PlotStyle.FontName, 12, Alignment.MiddleLeft);
            }
        }
    }
}

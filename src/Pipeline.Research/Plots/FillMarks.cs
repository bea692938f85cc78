using System.Globalization;
using Pipeline.Warehouse.DuckDb;
using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>Own fills on a heatmap: a triangle each, up for what was bought and down for what was sold.</summary>
internal static class FillMarks
{
    // More would cover the book; the note says how many there are.
    private const int MostDrawn = 5_000;

    private const float Pixels = 13;

    /// <summary>Draws them; returns what the note says of them.</summary>
    public static string Draw(Plot plot, PlotSource source, PlotSelection selection)
    {
        if (!source.Has("fills"))
        {
            return "the input has no own fills";
        }

        var fills = source.Connection.List(
            $"select ts_pipeline_ns, price, lower(side) = 'buy' from fills where {selection.Where} and price > 0 and size > 0 order by ts_pipeline_ns, file, ordinal limit {MostDrawn}",
            row => (Nanos: row.GetInt64(0), Price: row.GetDouble(1), IsBuy: row.GetBoolean(2)));
        if (fills.Count == 0)
        {
            return "no own fill in this span";
        }

        Side(true, "own buys", MarkerShape.FilledTriangleUp, PlotStyle.Sky);
        Side(false, "own sells", MarkerShape.FilledTriangleDown, PlotStyle.Yellow);
        return Words(source, selection, fills.Count);

        void Side(bool isBuy, string name, MarkerShape shape, Color color)
        {
            var own = fills.Where(fill => fill.IsBuy == isBuy).ToList();
            if (own.Count == 0)
            {
                return;
            }

            var marks = plot.Add.Markers(own.Select(fill => selection.SecondsAt(fill.Nanos)).ToArray(), own.Select(fill => fill.Price).ToArray(), shape, Pixels, color);
            (marks.MarkerStyle.OutlineColor, marks.MarkerStyle.OutlineWidth, marks.LegendText) = (PlotStyle.Black, 1.4f, $"{name} ({own.Count.ToString("N0", CultureInfo.InvariantCulture)})");
        }
    }

    private static string Words(PlotSource source, PlotSelection selection, int drawn)
    {
        var units = selection.Units;
        var (count, size) = source.Connection.List(
            $"select count(*), coalesce(sum(size), 0) from fills where {selection.Where} and price > 0 and size > 0", row => (row.GetInt64(0), row.GetDouble(1)))[0];
        return string.Create(CultureInfo.InvariantCulture, $"triangles: {count:N0} own fills of {size:#,0.####} {units.Size} together{(count > drawn ? $"; the first {drawn:N0} are drawn" : "")}");
    }
}

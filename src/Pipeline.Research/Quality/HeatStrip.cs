using System.Globalization;
using System.Net;
using System.Text;

namespace Pipeline.Research.Quality;

/// <summary>Draws hours as cells: one row a symbol and day, twenty-four columns, as inline SVG.</summary>
internal static class HeatStrip
{
    private const int CellWidth = 33;
    private const int CellHeight = 24;
    private const int LabelWidth = 190;
    private const int AxisHeight = 22;
    private const int Hours = 24;

    // From poor to good; told apart by those who see no red or green as well.
    private static readonly (int R, int G, int B)[] Scale = [(179, 88, 6), (241, 163, 64), (247, 236, 214), (146, 183, 214), (33, 102, 172)];

    public static string Draw(IReadOnlyList<HourFigures> hours, string what, Func<HourFigures, double> value)
    {
        var rows = hours.GroupBy(hour => (hour.Symbol, QualityJson.TimeOf(hour).Date)).ToList();
        var width = LabelWidth + Hours * CellWidth + 1;
        var height = AxisHeight + rows.Count * CellHeight + 1;
        var svg = new StringBuilder();
        svg.Append(Text($"<svg role=\"img\" aria-label=\"{what} by hour\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">"));
        for (var hour = 0; hour < Hours; hour++)
        {
            svg.Append(Text($"<text class=\"axis\" x=\"{LabelWidth + hour * CellWidth + CellWidth / 2.0}\" y=\"14\">{hour:00}</text>"));
        }

        for (var row = 0; row < rows.Count; row++)
        {
            var top = AxisHeight + row * CellHeight;
            svg.Append(Text($"<text class=\"label\" x=\"0\" y=\"{top + 16}\">{WebUtility.HtmlEncode(rows[row].Key.Symbol)} <tspan>{rows[row].Key.Date:yyyy-MM-dd}</tspan></text>"));
            svg.Append(Text($"<rect class=\"track\" x=\"{LabelWidth}\" y=\"{top}\" width=\"{Hours * CellWidth}\" height=\"{CellHeight - 2}\"/>"));
            foreach (var hour in rows[row])
            {
                svg.Append(Cell(hour, top, value(hour)));
            }
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>The scale itself, with its ends.</summary>
    public static string Legend()
    {
        var svg = new StringBuilder("<svg role=\"img\" aria-label=\"scale\" width=\"330\" height=\"26\"><text class=\"axis\" x=\"12\" y=\"16\">0</text>");
        for (var step = 0; step <= 20; step++)
        {
            svg.Append(Text($"<rect x=\"{26 + step * 12}\" y=\"4\" width=\"12\" height=\"16\" fill=\"{Colour(step / 20.0)}\"/>"));
        }

        return svg.Append("<text class=\"axis\" x=\"304\" y=\"16\">100 %</text></svg>").ToString();
    }

    private static string Cell(HourFigures hour, int top, double value)
    {
        if (!double.IsFinite(value))
        {
            return "";
        }

        var left = LabelWidth + QualityJson.TimeOf(hour).Hour * CellWidth;
        var ink = value is < 0.2 or > 0.85 ? "#fff" : "#222";
        var hint = $"{hour.Symbol} {QualityJson.TimeOf(hour):yyyy-MM-dd HH:00} UTC: {hour.Rows:N0} rows, row mean {Percent(hour.QRow)}, over time {Percent(hour.QTime)}, coverage {Percent(hour.Coverage)}, {hour.WallSeconds:N0} s of wall clock";
        return Text(
            $"<g><title>{WebUtility.HtmlEncode(hint)}</title><rect x=\"{left}\" y=\"{top}\" width=\"{CellWidth - 2}\" height=\"{CellHeight - 2}\" fill=\"{Colour(value)}\"/><text class=\"cell\" fill=\"{ink}\" x=\"{left + (CellWidth - 2) / 2.0}\" y=\"{top + 15}\">{100 * value:0}</text></g>");
    }

    private static string Percent(double value) => QualityLine.Format(value, LineUnit.Share);

    private static string Colour(double value)
    {
        var at = Math.Clamp(value, 0, 1) * (Scale.Length - 1);
        var low = Math.Min((int)at, Scale.Length - 2);
        var (part, from, to) = (at - low, Scale[low], Scale[low + 1]);
        return $"#{Mix(from.R, to.R, part):x2}{Mix(from.G, to.G, part):x2}{Mix(from.B, to.B, part):x2}";
    }

    private static int Mix(int from, int to, double part) => (int)Math.Round(from + (to - from) * part);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

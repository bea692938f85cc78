using System.Globalization;
using System.Net;
using System.Text;

namespace Pipeline.Research.Quality;

/// <summary>A report as one page of HTML that needs nothing beside it. Times are UTC.</summary>
public static class QualityPage
{
    private const int MostNamed = 5;

    private const string Style =
        """
        :root { color-scheme: light; --ink: #1d2329; --soft: #5d6873; --line: #dfe3e7; --good: #21662c; --bad: #a33b00; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 36px 40px 60px; max-width: 1120px; background: #fff; color: var(--ink);
               font: 15px/1.5 "Inter", "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
        h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -.01em; }
        h2 { font-size: 18px; margin: 40px 0 6px; }
        p { margin: 0 0 12px; color: var(--soft); max-width: 78ch; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr)); gap: 12px; margin: 22px 0 0; }
        .tile { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
        .tile b { display: block; font-size: 24px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .tile span { display: block; color: var(--soft); font-size: 13px; line-height: 1.35; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 0 0 4px; }
        th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 600; font-size: 13px; color: var(--soft); border-bottom-color: #aeb6bd; }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        td.hard { color: var(--bad); }
        tr.group td { color: var(--soft); font-size: 13px; padding-top: 14px; border-bottom-color: #aeb6bd; }
        .narrow { max-width: 760px; }
        .strip { overflow-x: auto; margin: 6px 0 14px; }
        svg { display: block; font-family: inherit; }
        svg .axis { font-size: 11px; fill: #5d6873; text-anchor: middle; }
        svg .label { font-size: 13px; fill: #1d2329; } svg .label tspan { fill: #5d6873; font-size: 12px; }
        svg .cell { font-size: 11px; text-anchor: middle; } svg .track { fill: #f4f5f6; }
        summary { cursor: pointer; color: var(--soft); margin: 8px 0; }
        footer { margin-top: 44px; color: var(--soft); font-size: 13px; }
        """;

    /// <summary>The page of <paramref name="report"/>, called <paramref name="title"/>; beside it another report, where one is given.</summary>
    public static string Write(string title, QualityReport report, (string Title, QualityReport Report)? other = null)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Quality of {Safe(title)}</title>\n<style>\n{Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Data quality</h1><p>{Safe(title)}{Span(report)}</p>\n");
        if (report.Figures.Synthetic > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><b>{Number(report.Figures.Synthetic)} of {Number(report.Figures.Rows)} rows were made by a simulator, not by a market.</b></p>\n");
        }

        Tiles(page, report.Figures);
        Gaps(page, report);
        Targets(page, report);
        Trades(page, report);
        Strips(page, report.Figures);
        FlagTable(page, report.Figures);
        if (other is { } second)
        {
            Comparison(page, title, report, second.Title, second.Report);
        }

        HourTable(page, report.Figures);
        page.Append("<footer>A row is in force until the next row of its symbol, 500 ms at most, and never past a gap. Wall clock runs from the first to the last message. Where no row is in force, quality over time is 0. All times are UTC.</footer></body></html>\n");
        return page.ToString();
    }

    private static string Span(QualityReport report)
    {
        var hours = report.Figures.Hours;
        var symbols = hours.Select(hour => hour.Symbol).Distinct().ToList();
        return hours.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" &middot; {Safe(symbols.Count <= MostNamed ? string.Join(", ", symbols) : $"{symbols.Count} symbols")}, hours from {hours.Min(QualityJson.TimeOf):yyyy-MM-dd HH:00} to {hours.Max(QualityJson.TimeOf).AddHours(1):yyyy-MM-dd HH:00} UTC");
    }

    private static void Tiles(StringBuilder page, QualityFigures figures)
    {
        var oneMinute = figures.Targets[0];
        page.Append("<div class=\"tiles\">");
        Tile(page, Percent(figures.QRow), "row mean of quality");
        Tile(page, Percent(figures.QTime), "quality over wall clock");
        Tile(page, Percent(figures.Coverage), "of wall clock has a row in force");
        Tile(page, Percent(oneMinute.Valid), "of one-minute targets inside the tape are valid");
        Tile(page, Number(figures.Gaps.Count), string.Create(CultureInfo.InvariantCulture, $"gaps, {figures.Gaps.TotalSeconds:N1} s in all, the longest {figures.Gaps.LongestSeconds:N1} s"));
        page.Append("</div>\n");
    }

    private static void Gaps(StringBuilder page, QualityReport report)
    {
        page.Append("<h2>Rows, gaps and input</h2>");
        Table(page, "narrow", ["", "this data set"], Grouped(QualityLine.Of(report).Where(line => line.Group is "quality" or "rows" or "gaps" or "input"), 2, line => Row(Cell(line.Name), Cell(line.Text))));
    }

    private static void Targets(StringBuilder page, QualityReport report)
    {
        page.Append("<h2>Targets</h2><p>Valid among rows whose horizon ends inside the tape; among those of them whose reach touches no stale stretch (no last row, or one whose mid stands no more); and among all rows. Every target without a value has a reason.</p>");
        if (report.Figures.Hold.IsAdvised)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{Safe(report.Figures.Hold.Advice)}</p>");
        }

        var reasons = QualityTarget.ReasonsOf(report.Figures.Targets);
        List<string> head = ["target", "inside the tape", "and nothing stale", "of all rows", .. reasons.Select(QualityTarget.NameOf), "no reason"];
        Table(page, "", head, report.Figures.Targets.Select(target => Row(
        [
            Cell(target.Name), Cell(Percent(target.Valid)), Cell(Percent(target.ValidClean)), Cell(Percent(target.ValidAll)),
            .. reasons.Select(reason => Cell(Number(target.Reasons[reason]))), Cell(Number(report.Unexplained[target.Name]), report.Unexplained[target.Name] > 0 ? "hard" : ""),
        ])));
    }

    private static void Trades(StringBuilder page, QualityReport report)
    {
        var fees = report.Shares.Select(QualityLine.FeesOf).Distinct().ToArray();
        page.Append("<h2>Trades that pay</h2><p>Rows in which a long, and in which a short, entered and left at prices to trade at, is above the fees of its round trip. The rest is the flat class.</p>");
        Table(page, "", ["horizon", "rows", .. fees.SelectMany(each => new[] { $"long, {each}", "short" })], report.Shares.GroupBy(share => share.Seconds).Select(horizon => Row(
        [
            Cell($"{horizon.Key} s"), Cell(Number(horizon.First().Rows)), .. horizon.SelectMany(share => new[] { Cell(Percent(share.Long)), Cell(Percent(share.Short)) }),
        ])));
    }

    private static void Strips(StringBuilder page, QualityFigures figures)
    {
        page.Append("<h2>By hour and symbol</h2><p>Quality over the wall clock of each hour, percent. Grey: no stream.</p>");
        page.Append(HeatStrip.Legend());
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"strip\">{HeatStrip.Draw(figures.Hours, "quality", hour => hour.QTime)}</div>");
        page.Append(CultureInfo.InvariantCulture, $"<p>Coverage: share of the hour's wall clock with a row in force, percent.</p><div class=\"strip\">{HeatStrip.Draw(figures.Hours, "coverage", hour => hour.Coverage)}</div>\n");
    }

    private static void FlagTable(StringBuilder page, QualityFigures figures)
    {
        page.Append("<h2>Flags</h2><p>Rows by data-quality flag; a hard flag makes a row's quality 0. Flags that no row has are left out.</p>");
        Table(page, "narrow", ["flag", "bit", "rows", "of all rows", ""], QualityJson.Flags(figures).Select(flag => Row(
            Cell(flag.Name), Cell(Number(flag.Bit)), Cell(Number(flag.Count)), Cell(Percent((double)flag.Count / figures.Rows)),
            Cell(FlagNames.IsHard(flag.Bit) ? "hard" : "", "hard"))));
    }

    private static void Comparison(StringBuilder page, string title, QualityReport report, string otherTitle, QualityReport other)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Compared with {Safe(otherTitle)}</h2>");
        var pairs = QualityLine.Of(report).Zip(QualityLine.Of(other)).ToDictionary(pair => pair.First, pair => pair.Second);
        Table(page, "", ["", title, otherTitle, "difference"], Grouped(pairs.Keys, 4, line => Row(
            Cell(line.Name), Cell(line.Text), Cell(pairs[line].Text), Cell(line.Difference(pairs[line])))));
    }

    private static void HourTable(StringBuilder page, QualityFigures figures)
    {
        page.Append("<details><summary>The hours as a table</summary>");
        Table(page, "", ["symbol", "hour, UTC", "rows", "row mean", "over time", "coverage", "wall clock"], figures.Hours.Select(hour => Row(
            Cell(hour.Symbol), Cell(QualityJson.TimeOf(hour).ToString("yyyy-MM-dd HH:00", CultureInfo.InvariantCulture)), Cell(Number(hour.Rows)),
            Cell(Percent(hour.QRow)), Cell(Percent(hour.QTime)), Cell(Percent(hour.Coverage)), Cell(QualityLine.Format(hour.WallSeconds, LineUnit.Seconds)))));
        page.Append("</details>\n");
    }

    private static IEnumerable<string> Grouped(IEnumerable<QualityLine> lines, int columns, Func<QualityLine, string> row) =>
        lines.GroupBy(line => line.Group).SelectMany(group => group.Select(row).Prepend($"<tr class=\"group\"><td colspan=\"{columns}\">{Safe(group.Key)}</td></tr>"));

    private static void Table(StringBuilder page, string style, IEnumerable<string> head, IEnumerable<string> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"<table class=\"{style}\"><thead><tr>");
        page.Append(string.Concat(head.Select(each => $"<th>{Safe(each)}</th>")));
        page.Append("</tr></thead><tbody>").Append(string.Join('\n', rows)).Append("</tbody></table>\n");
    }

    private static void Tile(StringBuilder page, string figure, string what) =>
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Safe(figure)}</b><span>{Safe(what)}</span></div>");

    private static string Row(params IEnumerable<string> cells) => $"<tr>{string.Concat(cells)}</tr>";

    private static string Cell(string text, string style = "") => style.Length == 0 ? $"<td>{Safe(text)}</td>" : $"<td class=\"{style}\">{Safe(text)}</td>";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Percent(double value) => QualityLine.Format(value, LineUnit.Share);

    private static string Number(long value) => QualityLine.Format(value, LineUnit.Count);
}

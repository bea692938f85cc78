using System.Globalization;
using Pipeline.Research.Quality;
using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>A quality report for people.</summary>
internal static class QualityText
{
    private const int MostHours = 48;

    public static void Write(QualityReport report, IAnsiConsole console)
    {
        console.Write(Headlines(report));
        console.Write(Targets(report));
        console.Write(WhyNot(report));
        if (report.Figures.Hold.IsAdvised)
        {
            console.Profile.Out.Writer.WriteLine(report.Figures.Hold.Advice);
        }

        console.Write(Trades(report));
        console.Write(Flags(report.Figures));
        console.Write(Hours(report.Figures));
        if (!report.IsExplained)
        {
            console.Profile.Out.Writer.WriteLine($"broken: targets without a value and without a reason: {string.Join(", ", report.Unexplained.Where(each => each.Value > 0).Select(each => $"{each.Key} {each.Value}"))}");
        }
    }

    public static void WriteComparison(QualityReport report, string title, QualityReport other, string otherTitle, IAnsiConsole console)
    {
        var table = Table(Markup.Escape($"first {title}, second {otherTitle}"), "", "first", "second", "difference");
        foreach (var group in QualityLine.Of(report).Zip(QualityLine.Of(other)).GroupBy(pair => pair.First.Group))
        {
            table.AddRow($"[bold]{Markup.Escape(group.Key)}[/]", "", "", "");
            foreach (var (one, two) in group)
            {
                table.AddRow(Safe(one.Name, one.Text, two.Text, one.Difference(two)));
            }
        }

        console.Write(table);
    }

    private static Table Headlines(QualityReport report)
    {
        var table = Table("quality", "", "this data set");
        foreach (var line in QualityLine.Of(report).Where(line => line.Group is "quality" or "rows" or "gaps" or "input"))
        {
            table.AddRow(Safe(line.Name, line.Text));
        }

        return table;
    }

    private static Table Targets(QualityReport report)
    {
        var table = Table("valid targets", "target", "inside the tape", "nothing stale", "of all rows");
        foreach (var target in report.Figures.Targets)
        {
            table.AddRow(Safe(target.Name, Share(target.Valid), Share(target.ValidClean), Share(target.ValidAll)));
        }

        return table;
    }

    private static Table WhyNot(QualityReport report)
    {
        var reasons = QualityTarget.ReasonsOf(report.Figures.Targets);
        var table = Table("rows without a target, by reason", ["target", .. reasons.Select(QualityTarget.NameOf)]);
        foreach (var target in report.Figures.Targets)
        {
            table.AddRow(Safe([target.Name, .. reasons.Select(reason => N(target.Reasons[reason]))]));
        }

        return table;
    }

    private static Table Trades(QualityReport report)
    {
        var fees = report.Shares.Select(QualityLine.FeesOf).Distinct().ToArray();
        var table = Table("trades that pay: long / short, by fees of the round trip", ["horizon", "rows", .. fees]);
        foreach (var horizon in report.Shares.GroupBy(share => share.Seconds))
        {
            table.AddRow(Safe([$"{horizon.Key} s", N(horizon.First().Rows), .. horizon.Select(share => $"{Share(share.Long)} / {Share(share.Short)}")]));
        }

        return table;
    }

    private static Table Flags(QualityFigures figures)
    {
        var table = Table("flags", "flag", "bit", "rows", "");
        for (var bit = 0; bit < figures.Flags.Count; bit++)
        {
            if (figures.Flags[bit] > 0)
            {
                table.AddRow(Safe(FlagNames.Of(bit), N(bit), N(figures.Flags[bit]), FlagNames.IsHard(bit) ? "hard" : ""));
            }
        }

        return table;
    }

    private static Table Hours(QualityFigures figures)
    {
        var table = Table("by symbol and hour, UTC", "symbol", "hour", "rows", "row mean", "over time", "coverage");
        foreach (var hour in figures.Hours.Take(MostHours))
        {
            var at = DateTime.UnixEpoch.AddTicks(hour.HourNanos / 100).ToString("yyyy-MM-dd HH:00", CultureInfo.InvariantCulture);
            table.AddRow(Safe(hour.Symbol, at, N(hour.Rows), Share(hour.QRow), Share(hour.QTime), Share(hour.Coverage)));
        }

        return figures.Hours.Count <= MostHours ? table : table.Caption($"{figures.Hours.Count - MostHours} more hours: see --html or --json");
    }

    private static Table Table(string title, params string[] columns)
    {
        var table = new Table().Title(title).Border(TableBorder.Simple);
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = index == 0 });
        }

        return table;
    }

    private static string[] Safe(params string[] cells) => [.. cells.Select(Markup.Escape)];

    private static string Share(double value) => QualityLine.Format(value, LineUnit.Share);

    private static string N(long value) => QualityLine.Format(value, LineUnit.Count);
}

using System.Globalization;

namespace Pipeline.Research.Quality;

/// <summary>How a number of the report is written.</summary>
public enum LineUnit
{
    /// <summary>A whole number.</summary>
    Count = 0,

    /// <summary>A share, shown in percent.</summary>
    Share = 1,

    /// <summary>Seconds.</summary>
    Seconds = 2,
}

/// <summary>One number of the report, with its name.</summary>
/// <param name="Group">What it belongs to.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number; NaN where there is nothing to tell.</param>
/// <param name="Unit">How it is written.</param>
public sealed record QualityLine(string Group, string Name, double Value, LineUnit Unit)
{
    // A mean of ones is one, whatever the last bits of its sum say.
    private const int SumDigits = 12;

    /// <summary>The number as text.</summary>
    public string Text => Format(Value, Unit);

    /// <summary>How much <paramref name="other"/> is above this one, as text.</summary>
    public string Difference(QualityLine other)
    {
        var difference = Math.Round(other.Value - Value, SumDigits);
        return double.IsNaN(difference) ? "" : difference == 0 ? "=" : (difference > 0 ? "+" : "") + (Unit == LineUnit.Share ? Points(100 * difference) : Format(difference, Unit));
    }

    /// <summary>Every number of a report in the order in which it is told.</summary>
    public static IReadOnlyList<QualityLine> Of(QualityReport report)
    {
        var figures = report.Figures;
        return
        [
            Share("quality", "row mean", figures.QRow),
            Share("quality", "time-weighted mean", figures.QTime),
            Share("quality", "coverage of wall clock", figures.Coverage),
            new("quality", "wall clock", figures.WallSeconds, LineUnit.Seconds),
            Count("rows", "rows", figures.Rows),
            Count("rows", "no score (first of a sync)", figures.Unscored),
            Count("rows", "one side only", figures.OneSided),
            Count("rows", "without a mid", figures.NullMid),
            Count("rows", "made by a simulator", figures.Synthetic),
            Share("rows", "with all twenty levels", figures.LevelFill),
            Share("rows", "levels present of twenty", figures.LevelShare),
            Count("gaps", "gaps", figures.Gaps.Count),
            new("gaps", "gaps, total", figures.Gaps.TotalSeconds, LineUnit.Seconds),
            new("gaps", "gaps, longest", figures.Gaps.LongestSeconds, LineUnit.Seconds),
            Count("input", "files used", report.FilesUsed),
            Count("input", "files read", report.Files),
            Count("input", "rejects", report.Rejects),
            Count("input", "duplicates", report.Duplicates),
            Count("input", "reordered", report.Reordered),
            Share("labels", "lost of one minute as no mid stands", figures.Hold.Lost),
            Count("labels", "holdMs that would keep 99 %", figures.Hold.KeepMs),
            .. figures.Targets.Select(target => Share("targets inside the tape", target.Name, target.Valid)),
            .. figures.Targets.Select(target => Share("targets, nothing stale", target.Name, target.ValidClean)),
            .. figures.Targets.Select(target => Share("targets of all rows", target.Name, target.ValidAll)),
            .. report.Shares.Select(share => Share("trades that pay", $"{share.Seconds} s at {FeesOf(share)}", share.Long + share.Short)),
        ];
    }

    /// <summary>The fees of a share, as text.</summary>
    public static string FeesOf(ExecutableShare share) => double.IsNaN(share.FeesBps) ? "the rows' own fees" : Number(share.FeesBps, "0.##") + " bps";

    /// <summary>A number in its unit.</summary>
    public static string Format(double value, LineUnit unit) => double.IsNaN(value) ? "n/a" : unit switch
    {
        LineUnit.Count => Number(value, "N0"),
        LineUnit.Share => Percent(Math.Round(value, SumDigits)) + " %",
        _ => Number(value, "N3") + " s",
    };

    // Two digits; four where two would turn nearly all into all, or hardly any into none.
    private static string Percent(double share)
    {
        var text = Number(100 * share, "0.00");
        return (text == "100.00" && share < 1) || (text == "0.00" && share > 0) ? Number(Math.Clamp(100 * share, 0.0001, 99.9999), "0.00##") : text;
    }

    private static string Points(double points) => Number(points, Math.Abs(points) < 0.005 ? "0.00######" : "0.00") + " pp";

    private static QualityLine Share(string group, string name, double value) => new(group, name, value, LineUnit.Share);

    private static QualityLine Count(string group, string name, long value) => new(group, name, value, LineUnit.Count);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

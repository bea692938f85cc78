using System.Globalization;

namespace Pipeline.Research.Plots;

/// <summary>How many gaps there are, how long they are together, and the longest of them.</summary>
internal static class GapTable
{
    private const int Most = 8;

    // Of the sheet's height, lines of gaps take an eighth at most: the panels above need the rest.
    private const double MostShare = 0.125;

    public static SheetTable Make(PlotSource source, PlotSelection selection, List<GapSpan> gaps, int height)
    {
        var shown = gaps.Take(Math.Min(Most, (int)(height * MostShare / SheetTable.LinePixels) - 1)).ToList();
        return new SheetTable("gaps", Lead(source, selection, shown.Count), [0, 190, 280], shown.Count == 0 ? [] : [["from (UTC)", "length", "reason"], .. shown.Select(Line)]);
    }

    private static string Lead(PlotSource source, PlotSelection selection, int shown)
    {
        if (!source.Has("gaps"))
        {
            return "the input has no table of gaps";
        }

        var (count, nanos) = GapShade.Total(source, selection);
        return count == 0 ? "no gap in this span"
            : string.Create(CultureInfo.InvariantCulture, $"{count:N0} in this span, {Trades.Duration(nanos)} in all{(count > shown ? $"; the {shown} longest" : "")}");
    }

    private static IReadOnlyList<string> Line(GapSpan gap) =>
    [
        DateTime.UnixEpoch.AddTicks(gap.FromNanos / 100).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), Trades.Duration(gap.ToNanos - gap.FromNanos), gap.Reason,
    ];
}

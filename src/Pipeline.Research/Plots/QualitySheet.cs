namespace Pipeline.Research.Plots;

/// <summary>Quality score, flags, coverage, level fill, validity of targets and the gap table on one page.</summary>
internal static class QualitySheet
{
    // Room for shares beside lines and bars.
    public const int RightPixels = 68;

    public static PlotSheet Make(PlotSource source, PlotSelection selection, PlotRequest request)
    {
        var sheet = new PlotSheet("Data quality", selection.Caption, request.Width, request.Height) { RightPixels = RightPixels };
        var gaps = GapShade.Read(source, selection);
        var pixels = sheet.DataPixels;
        SheetPanel[] overTime = [ScorePanel.Make(source, selection, pixels), FlagStrip.Make(source, selection, pixels), CoveragePanel.Make(source, selection)];
        for (var i = 0; i < overTime.Length; i++)
        {
            var isLast = i == overTime.Length - 1;
            GapShade.Draw(overTime[i].Plot, selection, gaps, pixels, inLegend: i == 0);
            TimeTicks.Put(overTime[i].Plot, selection, pixels, labels: isLast);
            sheet.Add(overTime[i] with { ShowsBottom = isLast });
        }

        sheet.Add(TargetBars.Make(source, selection) with { Weight = 1.6 });
        sheet.Add(GapTable.Make(source, selection, gaps, request.Height));
        return sheet;
    }
}

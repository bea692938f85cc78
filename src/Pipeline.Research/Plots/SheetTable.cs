using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Lines of text in columns. It takes the height that its lines need, no more and no less.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Lead">A sentence beside the title.</param>
/// <param name="Columns">Pixels from the left edge of the data at which each column begins.</param>
/// <param name="Lines">Cells of each line; the first line names the columns.</param>
internal sealed record SheetTable(string Title, string Lead, IReadOnlyList<float> Columns, IReadOnlyList<IReadOnlyList<string>> Lines) : ISheetPart
{
    /// <summary>Height of a line.</summary>
    public const float LinePixels = 16;

    private const float Size = 12, Below = 8;

    public double Weight => 0;

    public float FixedPixels(SheetText text, SheetEdges edges) => (Lines.Count + 1) * LinePixels + Below;

    public void Draw(SKCanvas canvas, SheetText text, SheetEdges edges, PixelRect place)
    {
        text.Write(canvas, Title, edges.Title, place.Top + Size, Size + 1, PlotStyle.Black);
        text.Write(canvas, Lead, edges.Left, place.Top + Size, Size, PlotStyle.Black);
        for (var line = 0; line < Lines.Count; line++)
        {
            for (var cell = 0; cell < Lines[line].Count; cell++)
            {
                var x = edges.Left + Columns[cell];
                text.Write(canvas, Lines[line][cell], x, place.Top + (line + 1) * LinePixels + Size, Size, line == 0 ? PlotStyle.Soft : PlotStyle.Black);
            }
        }
    }
}

using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>
/// What stands above a panel: its title, what its colours mean, and notes. It flows over as many lines as it needs and lies
/// outside of the data, so that it covers none.
/// </summary>
internal sealed class PanelKey(string title, Plot plot, IReadOnlyList<string> notes)
{
    private const float Size = 12, LinePixels = 16, SwatchPixels = 18, Between = 14, Room = 7;

    private readonly List<(string Text, LegendItem? Swatch)> _entries = [.. plot.Legend.GetItems().SelectMany(Split), .. notes.Select(note => (note, default(LegendItem)))];

    public float Pixels(SheetText text, SheetEdges edges) => (Place(text, edges).Select(place => place.Line).DefaultIfEmpty(0).Max() + 1) * LinePixels + Room;

    public void Draw(SKCanvas canvas, SheetText text, SheetEdges edges, float top)
    {
        text.Write(canvas, title, edges.Title, top + Size, TitleSize(text, edges), PlotStyle.Black);
        foreach (var (entry, x, line) in Place(text, edges))
        {
            var middle = top + line * LinePixels + LinePixels / 2;
            var (name, swatch) = _entries[entry];
            if (swatch is not null)
            {
                Swatch(canvas, swatch, x, middle);
            }

            var start = x + Lead(swatch);
            text.Write(canvas, name, start, middle + Size / 3, text.SizeFor(name, Size, edges.Right - start), swatch is null ? PlotStyle.Soft : PlotStyle.Black);
        }
    }

    // A name of several lines is a colour's name and what there is to say of it.
    private static IEnumerable<(string Text, LegendItem? Swatch)> Split(LegendItem item) =>
        item.LabelText.Split('\n').Select((part, i) => (part, i == 0 ? item : null));

    private static float Lead(LegendItem? swatch) => swatch is null ? 0 : SwatchPixels + 5;

    private float TitleSize(SheetText text, SheetEdges edges) => text.SizeFor(title, Size + 1, edges.Right - edges.Title);

    private IEnumerable<(int Entry, float X, int Line)> Place(SheetText text, SheetEdges edges)
    {
        var (x, line) = (Math.Max(edges.Left, edges.Title + text.Measure(title, TitleSize(text, edges)) + Between), 0);
        for (var i = 0; i < _entries.Count; i++)
        {
            var wide = Lead(_entries[i].Swatch) + text.Measure(_entries[i].Text, Size);
            if (x + wide > edges.Right && x > edges.Left)
            {
                (x, line) = (edges.Left, line + 1);
            }

            yield return (i, x, line);
            x += wide + Between;
        }
    }

    private static void Swatch(SKCanvas canvas, LegendItem item, float x, float middle)
    {
        using var paint = new SKPaint { IsAntialias = true };
        if (item.MarkerShape != MarkerShape.None && item.MarkerSize > 0)
        {
            paint.Color = item.MarkerFillColor.ToSKColor();
            canvas.DrawCircle(x + SwatchPixels / 2, middle, 6, paint);
        }
        else if (item.LineWidth > 0 && item.FillColor.A < 2)
        {
            (paint.Color, paint.StrokeWidth, paint.Style) = (item.LineColor.ToSKColor(), 2, SKPaintStyle.Stroke);
            using var dashes = item.LinePattern.Equals(LinePattern.Solid) ? null : SKPathEffect.CreateDash([5, 3], 0);
            paint.PathEffect = dashes;
            canvas.DrawLine(x, middle, x + SwatchPixels, middle, paint);
        }
        else
        {
            paint.Color = item.FillColor.ToSKColor();
            canvas.DrawRect(x, middle - 5, SwatchPixels, 10, paint);
        }
    }
}

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

    private readonly List<(string Text, LegendItem? Swatch, bool Follows)> _entries = [.. plot.Legend.GetItems().SelectMany(Split), .. notes.Select(note => (note, default(LegendItem), false))];

    public float Pixels(SheetText text, SheetEdges edges) => (Place(text, edges).Select(place => place.Line).DefaultIfEmpty(0).Max() + 1) * LinePixels + Room;

    public void Draw(SKCanvas canvas, SheetText text, SheetEdges edges, float top)
    {
        text.Write(canvas, title, edges.Title, top + Size, TitleSize(text, edges), PlotStyle.Black);
        foreach (var (entry, x, line) in Place(text, edges))
        {
            var middle = top + line * LinePixels + LinePixels / 2;
            var (name, swatch, _) = _entries[entry];
            if (swatch is not null)
            {
                Swatch(canvas, swatch, x, middle);
            }

            var start = x + Lead(swatch);
            text.Write(canvas, name, start, middle + Size / 3, text.SizeFor(name, Size, edges.Right - start), swatch is null ? PlotStyle.Soft : PlotStyle.Black);
        }
    }

    // A name of several lines is a colour's name and what there is to say of it.
    private static IEnumerable<(string Text, LegendItem? Swatch, bool Follows)> Split(LegendItem item) =>
        item.LabelText.Split('\n').Select((part, i) => (part, i == 0 ? item : null, i > 0));

    private static float Lead(LegendItem? swatch) => swatch is null ? 0 : SwatchPixels + 5;

    private float TitleSize(SheetText text, SheetEdges edges) => text.SizeFor(title, Size + 1, edges.Right - edges.Title);

    private IEnumerable<(int Entry, float X, int Line)> Place(SheetText text, SheetEdges edges)
    {
        var (x, line) = (Math.Max(edges.Left, edges.Title + text.Measure(title, TitleSize(text, edges)) + Between), 0);
        for (var i = 0; i < _entries.Count; i++)
        {
            var together = Together(text, i);
            if (x > edges.Left && x + (edges.Left + together > edges.Right ? Wide(text, i) : together) > edges.Right)
            {
                (x, line) = (edges.Left, line + 1);
            }

            yield return (i, x, line);
            x += Wide(text, i) + Between;
        }
    }

    private float Wide(SheetText text, int entry) => Lead(_entries[entry].Swatch) + text.Measure(_entries[entry].Text, Size);

    // What there is to say of a colour stays on its line, unless no line holds both.
    private float Together(SheetText text, int entry) =>
        Wide(text, entry) + Enumerable.Range(entry + 1, _entries.Count - entry - 1).TakeWhile(next => _entries[next].Follows).Sum(next => Between + Wide(text, next));

    private static void Swatch(SKCanvas canvas, LegendItem item, float x, float middle)
    {
        using var paint = new SKPaint { IsAntialias = true };
        if (item.MarkerShape != MarkerShape.None && item.MarkerSize > 0)
        {
            paint.Color = item.MarkerFillColor.ToSKColor();
            Marker(canvas, item.MarkerShape, x + SwatchPixels / 2, middle, paint);
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

    private static void Marker(SKCanvas canvas, MarkerShape shape, float x, float y, SKPaint paint)
    {
        const float radius = 6;
        if (shape is not (MarkerShape.FilledTriangleUp or MarkerShape.FilledTriangleDown))
        {
            canvas.DrawCircle(x, y, radius, paint);
            return;
        }

        var tip = shape == MarkerShape.FilledTriangleUp ? -radius : radius;
        using var path = new SKPath();
        path.MoveTo(x, y + tip);
        path.LineTo(x + radius, y - tip);
        path.LineTo(x - radius, y - tip);
        path.Close();
        canvas.DrawPath(path, paint);
    }
}

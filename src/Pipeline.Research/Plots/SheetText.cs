using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Text of a sheet outside of its panels' data: one font, any size.</summary>
/// <remarks>Single thread.</remarks>
internal sealed class SheetText : IDisposable
{
    private readonly SKTypeface _typeface = SKTypeface.FromFamilyName(PlotStyle.FontName);

    public void Dispose() => _typeface.Dispose();

    public float Measure(string text, float size)
    {
        using var font = Font(size);
        return font.MeasureText(text);
    }

    /// <summary>The size at which a text fits into a width: a text too long is written smaller, never cut off.</summary>
    public float SizeFor(string text, float size, float room)
    {
        var wide = Measure(text, size);
        return wide > room ? size * room / wide : size;
    }

    public void Write(SKCanvas canvas, string text, float x, float baseline, float size, Color color)
    {
        using var font = Font(size);
        using var paint = new SKPaint { Color = color.ToSKColor(), IsAntialias = true };
        canvas.DrawText(text, x, baseline, font, paint);
    }

    // Without rounding to whole pixels, so that widths grow with sizes.
    private SKFont Font(float size) => new(_typeface, size) { Subpixel = true, LinearMetrics = true };
}

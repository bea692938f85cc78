using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Panels under one title: laid out once, drawn to pixels or to vectors.</summary>
/// <remarks>Single thread. The panels' data areas have equal left and right edges, so that their time axes line up.</remarks>
internal sealed class PlotSheet(string title, string caption, int width, int height)
{
    public const int LeftPixels = 96;

    private const int TitlePixels = 62, FooterPixels = 6;

    private readonly List<Panel> _panels = [];

    /// <summary>Room on the right of each data area, wide enough for a colour bar or a second axis.</summary>
    public int RightPixels { get; init; } = 24;

    /// <summary>Pixels of a data area from left to right.</summary>
    public int DataPixels => Math.Max(100, width - LeftPixels - RightPixels);

    /// <summary>Adds a panel. Weight is its share of the height; the last one of a stack shows the bottom axis.</summary>
    public void Add(Plot plot, double weight, bool showsBottom) => _panels.Add(new Panel(plot, weight, showsBottom ? 58 : 12));

    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public byte[] ToSvg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream))
        {
            Draw(canvas);
        }

        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        using var typeface = SKTypeface.FromFamilyName(PlotStyle.FontName);
        Write(canvas, typeface, title, 20, 28);
        Write(canvas, typeface, caption, 13, 50);
        var top = (float)TitlePixels;
        var room = height - TitlePixels - FooterPixels - _panels.Sum(panel => panel.BottomPixels + Panel.TopPixels);
        var weights = _panels.Sum(panel => panel.Weight);
        foreach (var panel in _panels)
        {
            var tall = (float)(room * panel.Weight / weights) + panel.BottomPixels + Panel.TopPixels;
            panel.Plot.RenderManager.ClearCanvasBeforeEachRender = false;
            panel.Plot.Layout.Fixed(new PixelPadding(LeftPixels, RightPixels, panel.BottomPixels, Panel.TopPixels));
            panel.Plot.Render(canvas, new PixelRect(0, width, top + tall, top));
            top += tall;
        }
    }

    // A title too long for the picture is drawn smaller, never cut off.
    private void Write(SKCanvas canvas, SKTypeface typeface, string text, float size, float baseline)
    {
        using var font = new SKFont(typeface, size);
        var room = width - 32;
        var wide = font.MeasureText(text);
        font.Size = wide > room ? size * room / wide : size;
        using var paint = new SKPaint { Color = new SKColor(0x22, 0x22, 0x22), IsAntialias = true };
        canvas.DrawText(text, 16, baseline, font, paint);
    }

    private sealed record Panel(Plot Plot, double Weight, int BottomPixels)
    {
        public const int TopPixels = 6;
    }
}

using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Parts under one title: laid out once, drawn to pixels or to vectors.</summary>
/// <remarks>Single thread. The panels' data areas have equal left and right edges, so that their time axes line up.</remarks>
internal sealed class PlotSheet(string title, string caption, int width, int height)
{
    public const int LeftPixels = 96;

    private const int TitlePixels = 66, FooterPixels = 4, Margin = 16;

    private readonly List<ISheetPart> _parts = [];

    /// <summary>Room on the right of each data area, wide enough for a colour bar or a second axis.</summary>
    public int RightPixels { get; init; } = 24;

    /// <summary>Pixels of a data area from left to right.</summary>
    public int DataPixels => Math.Max(100, width - LeftPixels - RightPixels);

    private SheetEdges Edges => new(Margin, LeftPixels, LeftPixels + DataPixels, width);

    public void Add(ISheetPart part) => _parts.Add(part);

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
        using var text = new SheetText();
        canvas.Clear(SKColors.White);
        text.Write(canvas, title, Margin, 28, text.SizeFor(title, 20, width - 2 * Margin), PlotStyle.Black);
        text.Write(canvas, caption, Margin, 50, text.SizeFor(caption, 13, width - 2 * Margin), PlotStyle.Black);
        var fixedPixels = _parts.Select(part => part.FixedPixels(text, Edges)).ToArray();
        var (room, weights) = (Math.Max(0, height - TitlePixels - FooterPixels - fixedPixels.Sum()), _parts.Sum(part => part.Weight));
        var top = (float)TitlePixels;
        for (var i = 0; i < _parts.Count; i++)
        {
            var tall = fixedPixels[i] + (weights > 0 ? (float)(room * _parts[i].Weight / weights) : 0);
            _parts[i].Draw(canvas, text, Edges, new PixelRect(0, width, top + tall, top));
            top += tall;
        }
    }
}

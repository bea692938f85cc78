using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>What a sheet stacks from top to bottom.</summary>
internal interface ISheetPart
{
    /// <summary>Its share of the height that is left once every part has what it needs; 0 takes none.</summary>
    double Weight { get; }

    /// <summary>Pixels that it needs whatever the height of the sheet.</summary>
    float FixedPixels(SheetText text, SheetEdges edges);

    void Draw(SKCanvas canvas, SheetText text, SheetEdges edges, PixelRect place);
}

/// <summary>Where on a sheet titles and data begin and where data ends, in pixels from the left.</summary>
/// <param name="Title">Left edge of titles.</param>
/// <param name="Left">Left edge of data areas.</param>
/// <param name="Right">Right edge of data areas.</param>
/// <param name="Width">Width of the sheet.</param>
internal readonly record struct SheetEdges(float Title, float Left, float Right, float Width);

using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>A panel: title, colours and notes above, data below.</summary>
/// <param name="Title">What y is, with its unit. It stands above the axis, where it has room whatever the panel's height.</param>
/// <param name="Plot">The data.</param>
/// <param name="Notes">What else there is to say.</param>
internal sealed record SheetPanel(string Title, Plot Plot, params IReadOnlyList<string> Notes) : ISheetPart
{
    private const float AxisPixels = 46, MarksPixels = 8;

    /// <summary>Share of the height.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether it shows its bottom axis; of panels over one another only the last does.</summary>
    public bool ShowsBottom { get; init; } = true;

    public float FixedPixels(SheetText text, SheetEdges edges) => Key.Pixels(text, edges) + BottomPixels;

    public void Draw(SKCanvas canvas, SheetText text, SheetEdges edges, PixelRect place)
    {
        Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        Plot.Layout.Fixed(new PixelPadding(edges.Left, edges.Width - edges.Right, BottomPixels, Key.Pixels(text, edges)));
        Plot.Render(canvas, place);

        // Comes last: the plot's background would cover it.
        Key.Draw(canvas, text, edges, place.Top);
    }

    private float BottomPixels => ShowsBottom ? AxisPixels : MarksPixels;

    private PanelKey Key => new(Title, Plot, Notes);
}

using ScottPlot;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Colours and fonts of all pictures: Okabe and Ito's colours, which colour-blind readers tell apart, and one font.</summary>
internal static class PlotStyle
{
    public static readonly Color Black = Color.FromHex("#222222");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Sky = Color.FromHex("#56B4E9");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Yellow = Color.FromHex("#F0E442");
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Purple = Color.FromHex("#CC79A7");
    public static readonly Color Grey = Color.FromHex("#999999");

    // Not in viridis, not in the lines: shading means a gap and nothing else.
    public static readonly Color Gap = Color.FromHex("#CC79A7").WithAlpha(0.45);

    public static readonly Color[] Series = [Blue, Orange, Green, Vermilion, Purple, Sky, Yellow, Black];

    private static readonly Lazy<string> Chosen = new(ChooseFont);

    /// <summary>DejaVu Sans where it is installed (Debian: fonts-dejavu-core), else what Skia takes by default.</summary>
    public static string FontName => Chosen.Value;

    public static Plot NewPlot(string leftTitle)
    {
        var plot = new Plot();
        plot.Font.Set(FontName);
        plot.Axes.Title.IsVisible = false;
        plot.Axes.Left.Label.Text = leftTitle;
        plot.Axes.Left.Label.FontSize = 13;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.12);
        plot.Legend.FontSize = 12;
        plot.Legend.BackgroundColor = Colors.White.WithAlpha(0.85);
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }

    public static void Note(Plot plot, string text, Alignment alignment = Alignment.UpperLeft)
    {
        var note = plot.Add.Annotation(text, alignment);
        note.LabelFontName = FontName;
        note.LabelFontSize = 12;
        note.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
        note.LabelBorderColor = Colors.Transparent;
        note.LabelShadowColor = Colors.Transparent;
    }

    private static string ChooseFont()
    {
        using var typeface = SKFontManager.Default.MatchFamily("DejaVu Sans");
        var name = typeface?.FamilyName ?? SKTypeface.Default.FamilyName;
        Fonts.Default = name.Length > 0 ? name : Fonts.Default;
        return Fonts.Default;
    }
}

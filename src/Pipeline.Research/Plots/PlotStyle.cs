using System.Globalization;
using Pipeline.Research.Quality;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Pipeline.Research.Plots;

/// <summary>Colours and fonts of all pictures: Okabe and Ito's colours, which colour-blind readers tell apart, and one font.</summary>
internal static class PlotStyle
{
    public static readonly Color Black = Color.FromHex("#222222");
    public static readonly Color Soft = Color.FromHex("#5C6670");
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

    // Behind a book where a price is not known; neither white, which is time without a book, nor in viridis.
    public static readonly Color Unknown = Color.FromHex("#DADADA");

    // Told from the ask's orange, within which it lies, and from all that a book's cells have.
    public static readonly Color BidOnBook = Color.FromHex("#0B2545");

    public static readonly Color[] Series = [Blue, Orange, Green, Vermilion, Purple, Sky, Yellow, Black];

    // A tick and what is between it, its label and the edge of the picture.
    private const int TickPixels = 14;

    private static readonly Lazy<string> Chosen = new(ChooseFont);

    /// <summary>DejaVu Sans where it is installed (Debian: fonts-dejavu-core), else what Skia takes by default.</summary>
    public static string FontName => Chosen.Value;

    /// <summary>A plot without titles of its own: what it shows stands above it, see <see cref="SheetPanel"/>.</summary>
    public static Plot NewPlot(string bottomTitle = "")
    {
        var plot = new Plot();
        plot.Font.Set(FontName);
        plot.HideLegend();
        plot.Axes.Title.IsVisible = false;
        plot.Axes.Bottom.Label.Text = bottomTitle;
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.12);
        return plot;
    }

    /// <summary>Says in the middle of a panel why it is empty.</summary>
    public static void SayEmpty(Plot plot, string text)
    {
        var note = plot.Add.Annotation(text, Alignment.MiddleCenter);
        note.LabelFontName = FontName;
        note.LabelFontSize = 12;
        note.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
        note.LabelBorderColor = Colors.Transparent;
        note.LabelShadowColor = Colors.Transparent;
    }

    /// <summary>Ticks at the values named and nowhere between.</summary>
    public static NumericManual TicksAt(params double[] values) =>
        new(values, [.. values.Select(value => value.ToString("0.##", CultureInfo.InvariantCulture))]);

    /// <summary>Names at the left of lines and their shares at the right.</summary>
    public static void NameLines(Plot plot, IReadOnlyList<string> names, IReadOnlyList<double> shares, Func<int, double> at, float size)
    {
        double[] lines = [.. Enumerable.Range(0, names.Count).Select(at)];
        plot.Axes.Left.TickGenerator = new NumericManual(lines, [.. names]);
        plot.Axes.Right.TickGenerator = new NumericManual(lines, [.. shares.Select(share => QualityLine.Format(share, LineUnit.Share))]);
        using var text = new SheetText();
        plot.Axes.Left.TickLabelStyle.FontSize = names.Select(name => text.SizeFor(name, size, PlotSheet.LeftPixels - TickPixels)).DefaultIfEmpty(size).Min();
        plot.Axes.Right.TickLabelStyle.FontSize = size;
        plot.Axes.SetLimitsY(-0.6, Math.Max(1, names.Count) - 0.4);
        plot.Axes.SetLimitsY(-0.6, Math.Max(1, names.Count) - 0.4, plot.Axes.Right);
    }

    /// <summary>A few round ticks, whatever room there would be for more: the grid stays in the background.</summary>
    public static NumericAutomatic FewTicks(int most = 10) => new() { TargetTickCount = most };

    private static string ChooseFont()
    {
        using var typeface = SKFontManager.Default.MatchFamily("DejaVu Sans");
        var name = typeface?.FamilyName ?? SKTypeface.Default.FamilyName;
        Fonts.Default = name.Length > 0 ? name : Fonts.Default;
        return Fonts.Default;
    }
}

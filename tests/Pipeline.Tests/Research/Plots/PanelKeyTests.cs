using NUnit.Framework;
using Pipeline.Research.Plots;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class PanelKeyTests
{
    [Test]
    public void Should_take_more_lines_where_names_do_not_fit_into_one()
    {
        using var text = new SheetText();
        var plot = PlotStyle.NewPlot();
        foreach (var name in new[] { "a name that is long enough", "another that is as long\nand what there is to say of it" })
        {
            plot.Add.Scatter(new double[] { 1 }, new double[] { 1 }).LegendText = name;
        }

        var key = new PanelKey("title", plot, ["a note of some length"]);
        var lines = new[] { 1600f, 500f, 280f }.Select(width => Lines(key.Pixels(text, new SheetEdges(16, 96, width - 24, width)))).ToArray();

        Assert.That(lines, Is.Ordered.Ascending.And.Unique);
        Assert.That((lines[0], lines[2]), Is.EqualTo((1, 4)), "all in one line where there is room, each in its own where there is none");
    }

    [Test]
    public void Should_write_a_text_too_long_smaller_until_it_fits()
    {
        using var text = new SheetText();
        const string name = "a name that is long enough to need more than its room";

        Assert.That(text.Measure(name, text.SizeFor(name, 12, 150)), Is.EqualTo(150).Within(1));
        Assert.That(text.SizeFor(name, 12, 1500), Is.EqualTo(12));
    }

    // A line is 16 pixels high, the room below less than one.
    private static int Lines(float pixels) => (int)(pixels / 16);
}

using Pipeline.Cli;
using Pipeline.Cli.Commands;
using Pipeline.Research.Plots;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class PlotCommandTests
{
    [Test]
    public void Should_take_kinds_formats_and_times_in_their_forms()
    {
        Assert.Multiple(() =>
        {
            Assert.That(PlotCommand.Kinds("all"), Is.EqualTo(PlotWriter.AllKinds));
            Assert.That(PlotCommand.Kinds("depth,latency,depth"), Is.EqualTo([PlotKind.Depth, PlotKind.Latency]));
            Assert.That(PlotCommand.Formats(null, "folder", 5), Is.EqualTo(PlotFormats.Png | PlotFormats.Svg));
            Assert.That(PlotCommand.Formats(null, "a.svg", 1), Is.EqualTo(PlotFormats.Svg));
            Assert.That(PlotCommand.Time("--from", "2023-11-14T22:13:20Z"), Is.EqualTo(PlotTables.Start));
            Assert.That(PlotCommand.Time("--from", "2023-11-14T22:13:20"), Is.EqualTo(PlotTables.Start));
            Assert.That(PlotCommand.Time("--from", $"{PlotTables.Start}"), Is.EqualTo(PlotTables.Start));
        });
    }

    [Test]
    public void Should_say_what_is_wrong_with_an_option()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => PlotCommand.Kinds("depth,nothing"), Throws.InstanceOf<UsageException>().With.Message.Contains("heatmap"));
            Assert.That(() => PlotCommand.Formats("gif", "folder", 1), Throws.InstanceOf<UsageException>().With.Message.Contains("png, svg or both"));
            Assert.That(() => PlotCommand.Formats(null, "a.png", 2), Throws.InstanceOf<UsageException>().With.Message.Contains("one kind"));
            Assert.That(() => PlotCommand.Formats("svg", "a.png", 1), Throws.InstanceOf<UsageException>());
            Assert.That(() => PlotCommand.Time("--to", "soon"), Throws.InstanceOf<UsageException>().With.Message.Contains("--to soon"));
        });
    }
}

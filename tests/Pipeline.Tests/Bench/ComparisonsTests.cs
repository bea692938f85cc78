using NUnit.Framework;
using Pipeline.Comparisons;

namespace Pipeline.Tests.Bench;

/// <summary>Every comparison runs once on the project's own data, its checks of equal work included, and is printed.</summary>
internal sealed class ComparisonsTests
{
    private static IEnumerable<string> Areas() => ComparisonCatalog.All.Keys;

    [TestCaseSource(nameof(Areas))]
    public void Should_run_once(string area)
    {
        var report = Run(area);

        Assert.That(report.Contenders, Is.Not.Empty);
        Assert.That(report.Contenders.SelectMany(each => each.Figures), Is.All.GreaterThan(0).And.All.LessThan(double.PositiveInfinity));
        Assert.That(report.Conditions, Is.Not.Empty, "a number without its conditions is no number");
    }

    [Test]
    public void Should_say_which_promised_ratio_was_missed()
    {
        var fast = new Contender("ours", [1, 2, 3]);
        var slow = new Contender("theirs", [8, 10, 12]);
        var report = new ComparisonReport(
            "a race", "ns", [fast, slow],
            [new Ratio("kept", fast, slow, HigherIsBetter: false, 5), new Ratio("missed", fast, slow, HigherIsBetter: false, 6), new Ratio("plain", slow, fast, HigherIsBetter: true, null)],
            ["in a test"]);

        var lines = Print(report, json: false);

        Assert.That(lines, Has.One.EndsWith("5.00x kept  promised 5.00x: reached"));
        Assert.That(lines, Has.One.EndsWith("5.00x missed  promised 6.00x: NOT REACHED"));
        Assert.That(lines, Has.One.EndsWith("5.00x plain"));
        Assert.That(Print(report, json: true), Has.One.Contains("\"reached\":false"));
    }

    [Test]
    public void Should_take_an_area_with_all_that_its_name_begins()
    {
        Assert.That(ComparisonCommand.Parse(["replay", "--rounds", "9"])?.Options.Rounds, Is.EqualTo(9));
        Assert.That(ComparisonCommand.Parse(["all"])?.Areas, Is.EqualTo(ComparisonCatalog.All.Keys));
        Assert.That(ComparisonCommand.Parse(["ring"])?.Areas ?? [], Is.EqualTo(Areas().Where(area => area.StartsWith("ring"))));
        Assert.That(ComparisonCommand.Parse([]), Is.Null);
        Assert.That(ComparisonCommand.Parse(["nothing"]), Is.Null);
        Assert.That(ComparisonCommand.Parse(["replay", "--rounds", "0"]), Is.Null);
    }

    private static ComparisonReport Run(string area)
    {
        try
        {
            return ComparisonCatalog.All[area](new ComparisonOptions(Rounds: 1, CapturePath: null, Quick: true));
        }
        catch (RivalMissingException e) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Ignore(e.Message);
            throw;
        }
    }

    private static string[] Print(ComparisonReport report, bool json)
    {
        var output = new StringWriter();
        new ComparisonPrinter(output, json).Print("race", report);
        return output.ToString().Split(Environment.NewLine);
    }
}

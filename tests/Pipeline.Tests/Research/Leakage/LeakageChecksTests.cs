using NUnit.Framework;
using Pipeline.Research.Leakage;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>The ten mistakes, each made on purpose, each caught; the honest recipe passes.</summary>
public class LeakageChecksTests
{
    private static readonly RecipeInput Input = MarketOfEvents.Create(3);

    [TestCase(Mistake.ScaleOfAllRows, LeakageChecks.FitKnowsNoTest)]
    [TestCase(Mistake.ThresholdOfTestRows, LeakageChecks.FitKnowsNoTest)]
    [TestCase(Mistake.RandomSplit, LeakageChecks.PartsApart)]
    [TestCase(Mistake.JoinOnExchangeTime, LeakageChecks.FeaturesKnowNoFuture)]
    [TestCase(Mistake.SmoothedLabel, LeakageChecks.LabelsKnowNoPast)]
    [TestCase(Mistake.DropByTheFuture, LeakageChecks.KeptRowsKnowNoFuture)]
    [TestCase(Mistake.LabelAcrossGap, LeakageChecks.LabelsOffGaps)]
    [TestCase(Mistake.WeightsOfAllRows, LeakageChecks.FitKnowsNoTest)]
    [TestCase(Mistake.BarStampedAtItsStart, LeakageChecks.FeaturesKnowNoFuture)]
    [TestCase(Mistake.CommonOrderOfStreams, LeakageChecks.StreamsHaveNoCommonOrder)]
    public void Should_catch(Mistake mistake, string check)
    {
        var findings = new LeakageChecks(new MistakenRecipe(mistake).Make, Input, seeds: 4).Run();

        Assert.That(findings.Select(finding => finding.Check), Does.Contain(check), string.Join("; ", findings));
    }

    [Test]
    public void Should_pass_the_honest_recipe([Values(3, 4)] int market)
    {
        var findings = new LeakageChecks(new MistakenRecipe(Mistake.None).Make, MarketOfEvents.Create(market), seeds: 5, seed: market).Run();

        Assert.That(findings, Is.Empty, string.Join("; ", findings));
    }

    [Test]
    public void Should_refuse_a_recipe_of_which_nothing_can_be_checked() =>
        Assert.That(() => new LeakageChecks(_ => new Sample([], new Dictionary<string, double>()), Input).Run(), Throws.TypeOf<ArgumentException>());
}

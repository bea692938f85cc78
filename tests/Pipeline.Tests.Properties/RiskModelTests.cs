using NUnit.Framework;
using Pipeline.Events;

namespace Pipeline.Tests.Properties;

internal sealed class RiskModelTests
{
    private const string Again = "repeat with: dotnet test tests/Pipeline.Tests.Properties --filter Name~Should_never_breach_a_limit";

    [Test]
    public void Should_never_breach_a_limit_nor_lose_a_position([Range(1, 100)] int seed)
    {
        var model = new RiskModel(seed);
        for (var step = 0; step < 2000; step++)
        {
            model.Step();
            Assert.That(model.Problem(), Is.Null, $"seed {seed}, step {step}; {Again}");
        }

        model.Drain();

        Assert.That(model.Problem(), Is.Null, $"seed {seed}, drained; {Again}");
        Assert.That(model.Ledger.PositionLots(0), Is.EqualTo(model.TruePosition), $"seed {seed}; {Again}");
        Assert.That(model.Ledger.OpenOrderCount, Is.Zero, $"seed {seed}: every order ended; {Again}");
        Assert.That(model.Ledger.OpenBuyLots(0) + model.Ledger.OpenSellLots(0), Is.Zero);
    }

    [Test]
    public void Should_trade_and_refuse_enough_to_mean_something()
    {
        var model = new RiskModel(1);
        for (var step = 0; step < 5000; step++)
        {
            model.Step();
        }

        Assert.That(model.Fills, Is.GreaterThan(200));
        Assert.That(model.Reasons[RejectReason.None], Is.GreaterThan(200));
        Assert.That(model.Reasons.Keys, Is.SupersetOf(new[] { RejectReason.PositionLimit, RejectReason.SelfMatch, RejectReason.FatFinger, RejectReason.Collar }));
    }
}

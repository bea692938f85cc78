using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Orders;
using static Pipeline.Tests.Support.OrderRecords;

namespace Pipeline.Tests.Orders;

internal sealed class NotionalScaleTests
{
    [Test]
    public void Should_value_a_linear_contract()
    {
        var scale = new NotionalScale(Btc);

        Assert.That(scale.ValueE8(616_597, 2), Is.EqualTo((Int128)12_331_940_000), "61,659.7 x 0.002 = 123.3194");
        Assert.That(scale.FeeE8(616_597, 2, 50_000), Is.EqualTo(6_165_970), "5 basis points");
        Assert.That(scale.FeeE8(1, 1, 1), Is.EqualTo(1), "rounded away from zero");
        Assert.That(scale.FeeE8(1, 1, -1), Is.EqualTo(-1));
    }

    [Test]
    public void Should_value_an_inverse_contract_by_its_size()
    {
        var scale = new NotionalScale(Btc with { Market = Market.CoinM, ContractSize = 100, SizeDecimals = 0 });

        Assert.That(scale.ValueE8(616_597, 3), Is.EqualTo((Int128)30_000_000_000));
        Assert.That(scale.FeeE8(500_000, 3, 50_000), Is.EqualTo(300), "300 USD x 0.0005 / 50,000 USD = 0.000003 BTC");
    }

    [Test]
    public void Should_round_up_and_never_overflow()
    {
        var fine = new NotionalScale(Btc with { PriceDecimals = 8, SizeDecimals = 8 });

        Assert.That(fine.ValueE8(1, 1), Is.EqualTo((Int128)1));
        Assert.That(fine.ValueE8(100_000_001, 1), Is.EqualTo((Int128)2));
        Assert.That(new NotionalScale(Btc).ValueE8(long.MaxValue, long.MaxValue), Is.GreaterThan((Int128)long.MaxValue));
    }
}

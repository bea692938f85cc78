using NUnit.Framework;
using Pipeline.Research.Plots;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class UnitsTests
{
    [TestCase("usdm", "BTCUSDT", "USDT", "BTC")]
    [TestCase("usdm", "BTCUSDT_240927", "USDT", "BTC")]
    [TestCase("usdm", "1000PEPEUSDC", "USDC", "1000PEPE")]
    [TestCase("spot", "NEXOUSDT", "USDT", "NEXO")]
    [TestCase("spot", "ETHBTC", "BTC", "ETH")]
    [TestCase("spot", "BTCFDUSD", "FDUSD", "BTC")]
    [TestCase("spot", "BTCBUSD", "BUSD", "BTC")]
    [TestCase("coinm", "BTCUSD_PERP", "USD", "contracts")]
    [TestCase("coinm", "ETHUSD_240927", "USD", "contracts")]
    [TestCase("spot", "USDT", "quote", "base")]
    [TestCase("spot", "ODDITY", "quote", "base")]
    public void Should_name_what_prices_and_sizes_are_counted_in(string market, string symbol, string price, string size) =>
        Assert.That(Units.Of(market, symbol), Is.EqualTo(new Units(price, size)));
}

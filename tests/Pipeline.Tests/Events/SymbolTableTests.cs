using NUnit.Framework;
using Pipeline.Events;

namespace Pipeline.Tests.Events;

public class SymbolTableTests
{
    private static readonly SymbolTable Table = new(
    [
        new InstrumentName(Market.UsdM, "BTCUSDT"), new InstrumentName(Market.UsdM, "BTCUSDT_240927"), new InstrumentName(Market.CoinM, "BTCUSD_PERP"),
        new InstrumentName(Market.Spot, "NEXOUSDT"), new InstrumentName(Market.UsdM, "ETHUSDT"), new InstrumentName(Market.Spot, "ETHUSDT"),
    ]);

    [TestCase("BTCUSDT", "usdm:BTCUSDT")]
    [TestCase("btcusdt", "usdm:BTCUSDT")]
    [TestCase("BTC/USDT:USDT", "usdm:BTCUSDT")]
    [TestCase("BTC-USDT", "usdm:BTCUSDT")]
    [TestCase("btc_usdt", "usdm:BTCUSDT")]
    [TestCase(" usdm:btcusdt ", "usdm:BTCUSDT")]
    [TestCase("usd_m:BTCUSDT", "usdm:BTCUSDT")]
    [TestCase("BTC/USDT:USDT-240927", "usdm:BTCUSDT_240927")]
    [TestCase("BTC/USD:BTC", "coinm:BTCUSD_PERP")]
    [TestCase("btcusd_perp", "coinm:BTCUSD_PERP")]
    [TestCase("NEXO/USDT", "spot:NEXOUSDT")]
    [TestCase("ETH/USDT", "spot:ETHUSDT")]
    [TestCase("ETH/USDT:USDT", "usdm:ETHUSDT")]
    [TestCase("spot:ETHUSDT", "spot:ETHUSDT")]
    public void Should_give_every_alias_its_one_instrument(string alias, string name) =>
        Assert.That(Table.Resolve(alias).ToString(), Is.EqualTo(name));

    [TestCase("BTCUSDC")]
    [TestCase("BTCUSD")]
    [TestCase("BTC/USDT")]
    [TestCase("BTC/USDT:BTC")]
    [TestCase("BTC/USD:USD")]
    [TestCase("NEXO/USDT:USDT")]
    [TestCase("spot:BTCUSDT")]
    [TestCase("1:BTCUSDT")]
    [TestCase("")]
    [TestCase("BTC/USDT:USDT-240927-1")]
    public void Should_refuse_what_it_does_not_know(string alias) =>
        Assert.That(() => Table.Resolve(alias), Throws.TypeOf<UnknownSymbolException>().With.Message.Contains("usdm:BTCUSDT"));

    [Test]
    public void Should_refuse_a_name_of_several() =>
        Assert.That(() => Table.Resolve("ETHUSDT"), Throws.TypeOf<UnknownSymbolException>().With.Message.Contains("spot:ETHUSDT, usdm:ETHUSDT"));
}

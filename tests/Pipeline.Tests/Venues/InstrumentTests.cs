using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

public class InstrumentTests
{
    [TestCase(Market.UsdM, "BTCUSDT", 616597L, "61659.70", 1486L, "1.486")]
    [TestCase(Market.UsdM, "ETHUSDT", 268138L, "2681.38", 8486L, "8.486")]
    [TestCase(Market.CoinM, "BTCUSD_PERP", 616686L, "61668.6", 1380L, "1380")]
    [TestCase(Market.Spot, "NEXOUSDT", 1161L, "1.161", 30383L, "303.83")]
    public void Should_print_prices_as_the_venue_does(Market market, string symbol, long ticks, string price, long lots, string size)
    {
        var instrument = ExchangeInfo.Shipped.Single(shipped => shipped.Market == market && shipped.Symbol == symbol);

        Assert.That((instrument.FormatPrice(ticks), instrument.FormatSize(lots)), Is.EqualTo((price, size)));
    }

    [Test]
    public void Should_ship_the_limits_that_orders_need()
    {
        var bitcoin = ExchangeInfo.Shipped.Single(shipped => shipped is { Market: Market.UsdM, Symbol: "BTCUSDT" });
        var inverse = ExchangeInfo.Shipped.Single(shipped => shipped.Symbol == "BTCUSD_PERP");

        Assert.That((bitcoin.MinLots, bitcoin.MaxLots, bitcoin.MinNotionalE8), Is.EqualTo((1L, 1_000_000L, 100_00000000L)));
        Assert.That((inverse.ContractSize, bitcoin.ContractSize), Is.EqualTo((100L, 0L)));
    }

    [TestCase("{}", "symbols")]
    [TestCase("[", "exchangeInfo")]
    [TestCase("""{"symbols":[{"symbol":"AB","filters":[]}]}""", "PRICE_FILTER")]
    [TestCase("""{"symbols":[{"symbol":"AB","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.0"},{"filterType":"LOT_SIZE","stepSize":"1"}]}]}""", "tickSize")]
    public void Should_name_what_is_wrong_with_a_file(string json, string part)
    {
        Assert.That(() => ExchangeInfo.Parse(Encoding.UTF8.GetBytes(json), Market.Spot), Throws.TypeOf<FormatException>().With.Message.Contains(part));
    }

    [Test]
    public void Should_let_an_entry_name_its_own_market()
    {
        var json = """{"symbols":[{"symbol":"AB","market":"coinm","contractStatus":"DELIVERING","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.5"},{"filterType":"LOT_SIZE","stepSize":"10"}]}]}"""u8;

        var instrument = ExchangeInfo.Parse(json, Market.Spot).Single();

        Assert.That((instrument.Market, instrument.Tradable), Is.EqualTo((Market.CoinM, false)));
        Assert.That((instrument.TickMantissa, instrument.PriceDecimals, instrument.LotMantissa, instrument.SizeDecimals), Is.EqualTo((5L, 1, 10L, 0)));
    }

    [Test]
    public void Should_find_by_market_and_symbol_and_refuse_the_same_twice()
    {
        var table = new InstrumentTable();
        foreach (var instrument in ExchangeInfo.Shipped)
        {
            table.Add(instrument);
        }

        Assert.That(table.TryFind("BTCUSDT"u8, Market.Spot, out var index), Is.True);
        Assert.That(table[index].Market, Is.EqualTo(Market.Spot));
        Assert.That(table.TryFind("BTCUSDT"u8, Market.CoinM, out index), Is.False);
        Assert.That(index, Is.EqualTo(InputRecord.NoInstrument));
        Assert.That(() => table.Add(ExchangeInfo.Shipped[0]), Throws.ArgumentException);
    }

    [Test]
    public void Should_hash_every_part_of_a_grid()
    {
        var table = new InstrumentTable();
        table.Add(ExchangeInfo.Shipped[0]);
        var hash = table.Hash;

        table.Replace(0, table[0] with { MinLots = 2 });
        Assert.That(table.Hash, Is.Not.EqualTo(hash));

        table.Replace(0, ExchangeInfo.Shipped[0]);
        Assert.That(table.Hash, Is.EqualTo(hash));
        Assert.That(() => table.Replace(0, ExchangeInfo.Shipped[1]), Throws.ArgumentException);
    }
}

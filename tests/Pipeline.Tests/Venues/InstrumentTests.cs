using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

public class InstrumentTests
{
    [TestCase(Market.UsdM, "BTCUSDT", 61659_70000000L, "61659.70", 1_48600000L, "1.486")]
    [TestCase(Market.UsdM, "ETHUSDT", 2681_38000000L, "2681.38", 8_48600000L, "8.486")]
    [TestCase(Market.CoinM, "BTCUSD_PERP", 61668_60000000L, "61668.6", 1380_00000000L, "1380")]
    [TestCase(Market.Spot, "NEXOUSDT", 1_16100000L, "1.161", 303_83000000L, "303.83")]
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

        Assert.That((bitcoin.MinLots, bitcoin.MaxLots, bitcoin.MinNotionalE8), Is.EqualTo((100_000L, 1000_00000000L, 100_00000000L)));
        Assert.That((inverse.ContractSize, bitcoin.ContractSize), Is.EqualTo((100L, 0L)));
    }

    [TestCase("{}", "symbols")]
    [TestCase("[", "exchangeInfo")]
    [TestCase("""{"symbols":[{"symbol":"AB","filters":[]}]}""", "PRICE_FILTER")]
    [TestCase("""{"symbols":[{"symbol":"AB","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.0"},{"filterType":"LOT_SIZE","stepSize":"1"}]}]}""", "tickSize")]
    public void Should_name_what_is_wrong_with_a_file(string json, string part)
    {
        Assert.That(() => ExchangeInfo.Parse(Encoding.UTF8.GetBytes(json), Market.Spot, ["AB"]), Throws.TypeOf<FormatException>().With.Message.Contains(part));
    }

    private const string Good = """{"symbol":"AB","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.5"},{"filterType":"LOT_SIZE","stepSize":"10","maxQty":"100"}]}""";

    [TestCase("""{"symbol":"XY","filters":[]}""")]
    [TestCase("""{"symbol":"XY"}""")]
    [TestCase("""{"filters":[]}""")]
    [TestCase("7")]
    [TestCase("null")]
    [TestCase("""{"symbol":7,"filters":{}}""")]
    [TestCase("""{"symbol":"XY","filters":[{}]}""")]
    [TestCase("""{"symbol":"XY","market":"options","filters":[{"filterType":"PRICE_FILTER","tickSize":"1"},{"filterType":"LOT_SIZE","stepSize":"1"}]}""")]
    [TestCase("""{"symbol":"XY","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.00"},{"filterType":"LOT_SIZE","stepSize":"1"}]}""")]
    [TestCase("""{"symbol":"XY","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.0000000001"},{"filterType":"LOT_SIZE","stepSize":"1"}]}""")]
    [TestCase("""{"symbol":"XY","filters":[{"filterType":"PRICE_FILTER","tickSize":1},{"filterType":"LOT_SIZE","stepSize":"1"}]}""")]
    [TestCase("""{"symbol":"XY","filters":[{"filterType":"PRICE_FILTER","tickSize":"1"},{"filterType":"LOT_SIZE","stepSize":"1","maxQty":"0.0000000001"}]}""")]
    [TestCase("""{"symbol":"XY","contractSize":"a","filters":[{"filterType":"PRICE_FILTER","tickSize":"1"},{"filterType":"LOT_SIZE","stepSize":"1"}]}""")]
    public void Should_read_a_symbol_beside_an_entry_that_is_no_instrument(string odd)
    {
        var alone = Parse($$"""{"symbols":[{{Good}}]}""", "AB");

        Assert.That(Parse($$"""{"symbols":[{{odd}},{{Good}}]}""", "AB"), Is.EqualTo(alone));
        Assert.That(Parse($$"""{"symbols":[{{Good}},{{odd}}]}""", "AB"), Is.EqualTo(alone));
        if (odd.Contains("\"XY\"", StringComparison.Ordinal))
        {
            Assert.That(() => Parse($$"""{"symbols":[{{odd}},{{Good}}]}""", "XY"), Throws.TypeOf<FormatException>().With.Message.Contains("XY"));
        }
    }

    [Test]
    public void Should_read_a_table_behind_a_byte_order_mark() =>
        Assert.That(Parse("\uFEFF" + $$"""{"symbols":[{{Good}}]}""", "AB"), Is.EqualTo(Parse($$"""{"symbols":[{{Good}}]}""", "AB")));

    [Test]
    public void Should_take_a_symbol_twice_only_where_both_entries_say_the_same()
    {
        var other = Good.Replace("0.5", "0.1", StringComparison.Ordinal);
        var foreign = Good.Replace("AB", "XY", StringComparison.Ordinal);

        Assert.That(Parse($$"""{"symbols":[{{Good}},{{Good}}]}""", "AB"), Has.Count.EqualTo(1));
        Assert.That(() => Parse($$"""{"symbols":[{{Good}},{{other}}]}""", "AB"), Throws.TypeOf<FormatException>().With.Message.StartsWith("AB: 2 entries"));
        Assert.That(Parse($$"""{"symbols":[{{Good}},{{other}},{{foreign}}]}""", "XY").Select(each => each.Symbol), Is.EqualTo(new[] { "XY" }));
    }

    [Test]
    public void Should_have_no_largest_order_where_the_venue_names_one_that_no_size_reaches() =>
        Assert.That(Parse($$"""{"symbols":[{{Good.Replace("100", "1000000000000", StringComparison.Ordinal)}}]}""", "AB").Single().MaxLots, Is.Zero);

    [Test]
    public void Should_print_more_decimals_only_where_a_value_has_them()
    {
        var spot = ExchangeInfo.Shipped.Single(shipped => shipped is { Market: Market.Spot, Symbol: "BTCUSDT" });

        Assert.That((spot.FormatPrice(200_000_00000000), spot.FormatSize(25_42618900)), Is.EqualTo(("200000.00", "25.426189")));
        Assert.That((spot.FormatPrice(1_00000001), spot.FormatSize(0)), Is.EqualTo(("1.00000001", "0.00000")));
    }

    private static IReadOnlyList<Instrument> Parse(string json, string needed) => ExchangeInfo.Parse(Encoding.UTF8.GetBytes(json), Market.Spot, [needed]);

    [Test]
    public void Should_let_an_entry_name_its_own_market()
    {
        var json = """{"symbols":[{"symbol":"AB","market":"coinm","contractStatus":"DELIVERING","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.5"},{"filterType":"LOT_SIZE","stepSize":"10"}]}]}"""u8;

        var instrument = ExchangeInfo.Parse(json, Market.Spot, []).Single();

        Assert.That((instrument.Market, instrument.Tradable), Is.EqualTo((Market.CoinM, false)));
        Assert.That((instrument.TickMantissa, instrument.PriceDecimals, instrument.LotMantissa, instrument.SizeDecimals), Is.EqualTo((50_000_000L, 8, 1_000_000_000L, 8)));
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

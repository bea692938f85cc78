using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

public class MessageProbeTests
{
    [TestCase("""{"stream":"x@depth","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","ps":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["61800.20","2.900"]],"a":[]}}""", RecordKind.DepthUpdate, Market.UsdM, "BTCUSDT")]
    [TestCase("""{"e":"depthUpdate","E":1,"s":"BTCUSD_PERP","ps":"BTCUSD","U":1,"u":2,"pu":0,"b":[["61800.2","2"]],"a":[["61800.5","2"]]}""", RecordKind.DepthUpdate, Market.CoinM, "BTCUSD_PERP")]
    [TestCase("""{"e":"depthUpdate","E":1,"s":"BTCUSD_241227","ps":"BTCUSD","U":1,"u":2,"pu":0,"b":[],"a":[]}""", RecordKind.DepthUpdate, Market.CoinM, "BTCUSD_241227")]
    [TestCase("""{"e":"depthUpdate","E":1,"s":"NEXOUSDT","U":1,"u":2,"b":[],"a":[]}""", RecordKind.DepthUpdate, Market.Spot, "NEXOUSDT")]
    [TestCase("""{"u":1,"s":"NEXOUSDT","b":"1.21400000","B":"63.38000000","a":"1.2","A":"1"}""", RecordKind.BookTicker, Market.Spot, "NEXOUSDT")]
    [TestCase("""{"e":"bookTicker","u":1,"s":"ETHUSD","b":"1","B":"6","a":"1","A":"1","st":2}""", RecordKind.BookTicker, Market.CoinM, "ETHUSD")]
    [TestCase("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","X":"MARKET","m":true}""", RecordKind.Trade, Market.UsdM, "BTCUSDT")]
    [TestCase("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","m":true,"M":true}""", RecordKind.Trade, Market.Spot, "BTCUSDT")]
    [TestCase("""{"lastUpdateId":7,"E":1,"T":1,"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[],"asks":[]}""", RecordKind.DepthSnapshot, Market.CoinM, "BTCUSD_PERP")]
    [TestCase("""{"lastUpdateId": 7, "bids": [], "asks": []}""", RecordKind.DepthSnapshot, Market.Spot, "")]
    [TestCase("""{"result":null,"id":1}""", RecordKind.Other, Market.None, "")]
    [TestCase("""{"stream":"x@depth20@100ms","data":{"e":"depthUpdate","s":"BTCUSDT"}}""", RecordKind.Other, Market.None, "BTCUSDT")]
    public void Should_say_what_a_message_is_about(string json, RecordKind kind, Market market, string symbol)
    {
        Assert.That(MessageProbe.TryProbe(Encoding.UTF8.GetBytes(json), out var probed), Is.True);

        Assert.That((probed.Kind, probed.Market), Is.EqualTo((kind, market)));
        Assert.That(json.Substring(probed.SymbolStart, probed.SymbolLength), Is.EqualTo(symbol));
    }

    [Test]
    public void Should_find_the_finest_decimals_of_a_snapshot_without_trailing_zeros()
    {
        var json = """{"lastUpdateId": 134180599, "bids": [["1.21400000", "63.38000000"], ["1.20000000", "177.00000000"]], "asks": [["1.21000000", "2311.60000000"]]}"""u8;

        Assert.That(MessageProbe.TryProbe(json, out var probed), Is.True);

        Assert.That((probed.PriceDecimals, probed.SizeDecimals, probed.LastUpdateId), Is.EqualTo((3, 2, 134180599L)));
    }

    [TestCase("{\"lastUpdateId\":1")]
    [TestCase("""{"lastUpdateId":1,"bids":[["1"]],"asks":[]}""")]
    [TestCase("7")]
    public void Should_refuse_what_is_no_message(string json)
    {
        Assert.That(MessageProbe.TryProbe(Encoding.UTF8.GetBytes(json), out _), Is.False);
    }

    [Test]
    public void Should_forget_the_message_before()
    {
        Assert.That(MessageProbe.TryProbe("""{"e":"bookTicker","u":1,"s":"X_Y","ps":"ZUSD","b":"1","B":"6","a":"1","A":"1","st":2}"""u8, out _), Is.True);

        Assert.That(MessageProbe.TryProbe("""{"lastUpdateId": 7, "bids": [], "asks": []}"""u8, out var probed), Is.True);

        Assert.That((probed.Market, probed.HasPair, probed.SymbolLength), Is.EqualTo((Market.Spot, false, 0)));
    }
}

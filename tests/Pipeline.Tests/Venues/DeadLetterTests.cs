using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

/// <summary>Why a message is a dead letter, and at which byte. Each decoder has first learned the sound message.</summary>
[TestFixtureSource(typeof(DecodeBench), nameof(DecodeBench.Widths))]
public class DeadLetterTests(DecodeWidth width)
{
    private const string Ticker = """{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}""";
    private const string Trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}""";
    private const string Depth = """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["61496.50","0.010"]],"a":[["61496.60","0.000"]]}}""";

    [TestCase(Ticker, "\"b\":\"61800.20\",", "", DeadLetterReason.MissingMember, "{\"e\"")]
    [TestCase(Ticker, "\"s\":\"BTCUSDT\",", "", DeadLetterReason.MissingMember, "{\"e\"")]
    [TestCase(Ticker, "61800.20", "61800.200000001", DeadLetterReason.PriceTooFine, "61800.200000001")]
    [TestCase(Ticker, "2.507", "2.507000001", DeadLetterReason.SizeTooFine, "2.507000001")]
    [TestCase(Ticker, "61800.20", "-1800.20", DeadLetterReason.NotPositive, "-1800.20")]
    [TestCase(Ticker, "2.507", "-2.50", DeadLetterReason.NotPositive, "-2.50")]
    [TestCase(Ticker, "61800.20", "6180A.20", DeadLetterReason.BadMember, "6180A.20")]
    [TestCase(Ticker, "61800.20", "61800.", DeadLetterReason.BadMember, "61800.")]
    [TestCase(Ticker, "61800.20", "6e", DeadLetterReason.BadMember, "6e\"")]
    [TestCase(Ticker, "61800.20", "6e+", DeadLetterReason.BadMember, "6e+")]
    [TestCase(Ticker, "61800.20", "6e4.0", DeadLetterReason.BadMember, "6e4.0")]
    [TestCase(Ticker, "61800.20", "6e4000000000000000000000", DeadLetterReason.Overflow, "6e4")]
    [TestCase(Ticker, "61800.20", "6e-40", DeadLetterReason.PriceTooFine, "6e-40")]
    [TestCase(Ticker, "5123107839020", "5e12", DeadLetterReason.BadMember, "5e12")]
    [TestCase(Ticker, "61800.20", "", DeadLetterReason.BadMember, "\",\"B\"")]
    [TestCase(Ticker, "61800.20", "99999999999999999999.20", DeadLetterReason.Overflow, "99999999999999999999.20")]
    [TestCase(Ticker, "\"T\":1723161256313", "\"T\":99999999999999", DeadLetterReason.Overflow, "99999999999999")]
    [TestCase(Ticker, "\"T\":1723161256313", "\"T\":null", DeadLetterReason.BadMember, "null")]
    [TestCase(Ticker, "\"s\":\"BTCUSDT\"", "\"s\":7", DeadLetterReason.BadMember, "7,\"b\"")]
    [TestCase(Ticker, "\"a\":", "\"b\":", DeadLetterReason.BadMember, "b\":\"61800.30\"")]
    [TestCase(Ticker, "5123107839020", "-5", DeadLetterReason.BadUpdateIds, "-5")]
    [TestCase(Ticker, "5123107839020", "0123107839020", DeadLetterReason.MalformedJson, "123107839020")]
    [TestCase(Ticker, "61800.20\"", "61800.20", DeadLetterReason.MalformedJson, null)]
    [TestCase(Ticker, "}}", "}}x", DeadLetterReason.MalformedJson, "x")]
    [TestCase(Ticker, "}}", "}", DeadLetterReason.MalformedJson, null)]
    [TestCase(Ticker, "BTCUSDT", "BTC\\xSDT", DeadLetterReason.MalformedJson, "xSDT")]
    [TestCase(Ticker, "\"data\":{", "\"data\":7,\"zz\":{", DeadLetterReason.BadMember, "7,\"zz\"")]
    [TestCase(Ticker, "\"stream\":\"btcusdt@bookTicker\",", "", DeadLetterReason.MissingMember, "{\"data\"")]
    [TestCase(Trade, "0.006", "0.000", DeadLetterReason.NotPositive, "0.000")]
    [TestCase(Trade, "false", "\"no\"", DeadLetterReason.BadMember, "no")]
    [TestCase(Trade, ",\"m\":false", "", DeadLetterReason.MissingMember, "{\"e\"")]
    [TestCase(Trade, "\"MARKET\"", "1", DeadLetterReason.BadMember, "1,\"m\"")]
    [TestCase(Depth, "\"pu\":5123107831937,", "", DeadLetterReason.MissingMember, "{\"e\"")]
    [TestCase(Depth, "\"U\":5123107832006", "\"U\":5123107837558", DeadLetterReason.BadUpdateIds, "5123107837558")]
    [TestCase(Depth, "61496.50", "61496.500000001", DeadLetterReason.PriceTooFine, "61496.500000001")]
    [TestCase(Depth, "61496.50", "00000.00", DeadLetterReason.NotPositive, "00000.00")]
    [TestCase(Depth, "0.010", "0.010000001", DeadLetterReason.SizeTooFine, "0.010000001")]
    [TestCase(Depth, "\"0.010\"]", "\"0.010\",]", DeadLetterReason.MalformedJson, null)]
    [TestCase(Depth, "\"61496.50\",\"0.010\"]", "\"61496.50\"]", DeadLetterReason.BadMember, "[\"61496.50\"")]
    [TestCase(Depth, "[\"61496.50\",\"0.010\"]", "5", DeadLetterReason.BadMember, "5]")]
    [TestCase(Depth, "\"a\":[[\"61496.60\",\"0.000\"]]", "\"a\":{}", DeadLetterReason.BadMember, "{}}}")]
    [TestCase(Depth, "\"],[", "\"] [", DeadLetterReason.MalformedJson, "[\"61496.50\"")]
    [TestCase(Depth, "]]}}", "]]]}", DeadLetterReason.MalformedJson, "]}")]
    public void Should_say_why_and_where(string sound, string old, string changed, DeadLetterReason reason, string? at)
    {
        var bench = new DecodeBench(Market.UsdM, width);
        Assert.That(bench.Decode(sound), Is.EqualTo(DeadLetterReason.None));
        var place = sound.IndexOf(old, StringComparison.Ordinal);
        var broken = sound[..place] + changed + sound[(place + old.Length)..];

        Assert.That(bench.Decode(broken), Is.EqualTo(reason));
        if (at is not null)
        {
            Assert.That(bench.ErrorOffset, Is.EqualTo(broken.IndexOf(at, StringComparison.Ordinal)), broken);
        }

        Assert.That(bench.Decode(sound), Is.EqualTo(DeadLetterReason.None), "the next message is read");
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("\uFEFF{}")]
    [TestCase("{\"e\":\"trade\"")]
    [TestCase("{\"e\":tru}")]
    [TestCase("{,}")]
    [TestCase("{} {}")]
    public void Should_refuse_what_is_no_json(string text)
    {
        Assert.That(new DecodeBench(Market.UsdM, width).Decode(text), Is.EqualTo(DeadLetterReason.MalformedJson));
    }

    [TestCase("{}", DeadLetterReason.MissingMember)]
    [TestCase("7", DeadLetterReason.BadMember)]
    [TestCase("{\"e\":5}", DeadLetterReason.BadMember)]
    [TestCase("{\"e\":\"forceOrder\",\"E\":1}", DeadLetterReason.MissingMember)]
    [TestCase("{\"e\":\"forceOrder\",\"o\":[]}", DeadLetterReason.BadMember)]
    [TestCase("{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}", DeadLetterReason.AmbiguousSnapshot)]
    public void Should_refuse_json_that_is_no_message(string text, DeadLetterReason reason)
    {
        Assert.That(new DecodeBench(Market.UsdM, width).Decode(text), Is.EqualTo(reason));
    }

    [TestCase(64, DeadLetterReason.None)]
    [TestCase(65, DeadLetterReason.MalformedJson)]
    public void Should_go_as_deep_as_the_platform_s_reader(int depth, DeadLetterReason reason)
    {
        var text = $$"""{"result":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";

        Assert.That(new DecodeBench(Market.UsdM, width).Decode(text), Is.EqualTo(reason));
    }

    [TestCase(0, DeadLetterReason.None)]
    [TestCase(1, DeadLetterReason.TooManyLevels)]
    public void Should_take_as_many_levels_as_a_lane_takes(int more, DeadLetterReason reason)
    {
        var bench = new DecodeBench(Market.UsdM, width);
        Assert.That(bench.Decode(Depth), Is.EqualTo(DeadLetterReason.None));
        var asks = new StringBuilder();
        for (var level = 2; level < LevelArena.MaxRun + more; level++)
        {
            asks.Append("[\"61496.60\",\"0.001\"],");
        }

        var text = Depth.Replace("[[\"61496.60\",\"0.000\"]]", $"[{asks.ToString().TrimEnd(',')}]", StringComparison.Ordinal);

        Assert.That(bench.Decode(text), Is.EqualTo(reason));
    }
}

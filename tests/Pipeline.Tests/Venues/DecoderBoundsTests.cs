using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Testing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

/// <summary>Nothing outside the text is read, and nothing is allocated.</summary>
[TestFixtureSource(typeof(DecodeBench), nameof(DecodeBench.Widths))]
public class DecoderBoundsTests(DecodeWidth width)
{
    private static readonly string[] Messages =
    [
        """{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}""",
        """{"u":1,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"618.30","A":"2.510"}""",
        """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}""",
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["61496.50","10.010"],["1.50","0.010"]],"a":[["61496.60","0.000"]]}}""",
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[],"a":[["61496.60","0.000"]]}}""",
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["61496.60","0.000"]],"a":[]}}""",
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[],"a":[]}}""",
        """{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":[["61800.20","2.909"]],"asks":[["61800.30","1.000"]]}""",
        """{"result":null,"id":1}""",
    ];

    [Test]
    [Platform(Include = "Linux")]
    public void Should_read_nothing_beyond_either_end_however_short_the_text_is_cut()
    {
        using var memory = new GuardedText();
        var bench = new DecodeBench(Market.UsdM, width) { Decoder = { SnapshotInstrument = 0 } };
        foreach (var message in Messages.Concat(Messages).Select(Encoding.UTF8.GetBytes))
        {
            Assert.That(bench.Decode(memory.AtEnd(message)), Is.EqualTo(DeadLetterReason.None));
            Assert.That(bench.Decode(memory.AtStart(message)), Is.EqualTo(DeadLetterReason.None));
            for (var length = 0; length < message.Length; length++)
            {
                Assert.That(bench.Decode(memory.AtEnd(message.AsSpan(0, length))), Is.EqualTo(DeadLetterReason.MalformedJson));
                Assert.That(bench.Decode(memory.AtStart(message.AsSpan(0, length))), Is.EqualTo(DeadLetterReason.MalformedJson));
                bench.Decode(memory.AtStart(message.AsSpan(length)));
            }
        }
    }

    [Test]
    public void Should_allocate_nothing_once_a_stream_is_known()
    {
        var bench = new DecodeBench(Market.UsdM, width) { Decoder = { SnapshotInstrument = 0 } };
        var texts = Messages.Append("{\"e\":").Append("""{"e":"trade","s":"BTCUSDT"}""").Select(Encoding.UTF8.GetBytes).ToArray();
        Decode(bench, texts, rounds: 50);

        Assert.That(Allocations.Of(() => Decode(bench, texts, rounds: 1000)), Is.Zero);
    }

    private static void Decode(DecodeBench bench, byte[][] texts, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var text in texts)
            {
                bench.Decode(text);
            }
        }
    }
}

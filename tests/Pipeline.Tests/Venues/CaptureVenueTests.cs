using System.Globalization;
using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Venues;

/// <summary>What the first messages of a recording tell: the symbol in its real characters, and whether there is depth to keep a book from.</summary>
public class CaptureVenueTests
{
    private const string Telling = "record btcusdt@depth@100ms and a REST snapshot";

    private static readonly BinanceCaptureVenue Venue = new();

    [TestCase("")]
    [TestCase("币安人生USDT")]
    public void Should_know_a_symbol_that_is_written_with_escapes(string asked)
    {
        const string Escaped = "\\u5e01\\u5b89\\u4eba\\u751fUSDT";
        byte[][] head =
        [
            Message("""{"lastUpdateId":7,"E":1,"T":1,"bids":[["0.01","1"]],"asks":[["0.02","1"]]}"""),
            Message($$"""{"e":"depthUpdate","E":1,"T":1,"s":"{{Escaped}}","U":6,"u":8,"pu":5,"b":[],"a":[]}"""),
            Message("""{"e":"depthUpdate","E":1,"T":1,"s":"币安人生USDT","U":9,"u":9,"pu":8,"b":[],"a":[]}"""),
        ];

        var setup = Venue.Identify(head, isLast: true, asked.Length == 0 ? [] : [asked]);

        Assert.That(setup!.Instruments.Select(each => each.Symbol), Is.EqualTo(new[] { "币安人生USDT" }));
        Assert.That(Venue.SymbolOf(head[1]), Is.EqualTo("币安人生USDT"));
    }

    [TestCase(5)]
    [TestCase(10)]
    [TestCase(20)]
    public void Should_refuse_raw_partial_depth_of_futures(int levels)
    {
        var head = Snapshot().Concat(Enumerable.Range(1, 20).Select(id => Diff(id, levels, levels))).ToArray();

        Assert.That(() => Venue.Identify(head, isLast: true, []), Throws.TypeOf<InputUnusableException>().With.Message.Contains(Telling));
        Assert.That(Venue.Identify(head, isLast: false, []), Is.Null, "diffs may follow");
    }

    [TestCase("btcusdt@depth20@100ms")]
    [TestCase("btcusdt@depth5")]
    [TestCase("btcusdt@depth10@500ms")]
    public void Should_refuse_wrapped_partial_depth(string stream)
    {
        var futures = Wrapped(stream, Diff(1, 20, 20));
        var spot = Wrapped(stream, Bare(1, 20));
        var trade = Message("""{"e":"aggTrade","E":1,"a":1,"s":"BTCUSDT","p":"1","q":"1","f":1,"l":1,"T":1,"m":true}""");

        Assert.That(() => Venue.Identify([futures], isLast: true, []), Throws.TypeOf<InputUnusableException>().With.Message.Contains(Telling));
        Assert.That(() => Venue.Identify([trade, spot], isLast: true, []), Throws.TypeOf<InputUnusableException>().With.Message.Contains(Telling));
        Assert.That(() => Venue.Identify([spot], isLast: true, []), Throws.TypeOf<InputUnusableException>().With.Message.Contains("<symbol>@depth@100ms"));
    }

    [Test]
    public void Should_refuse_raw_partial_depth_of_spot_though_a_real_snapshot_is_there()
    {
        var ticker = Message("""{"u":1,"s":"BTCUSDT","b":"1.0","B":"1","a":"2.0","A":"1"}""");
        var head = Enumerable.Range(1, 20).Select(id => Bare(id, 20)).Prepend(Bare(1, 1_000)).Prepend(ticker).ToArray();

        Assert.That(() => Venue.Identify(head, isLast: true, []), Throws.TypeOf<InputUnusableException>().With.Message.Contains(Telling));
        Assert.That(Venue.Identify(head[..^1], isLast: true, []), Is.Not.Null, "19 do not tell");
    }

    [TestCase(19, 20, false)]
    [TestCase(20, 19, false)]
    [TestCase(20, 20, true)]
    public void Should_take_for_diffs_what_has_another_number_of_levels_or_removes_one(int bids, int asks, bool removes)
    {
        var head = Snapshot().Concat(Enumerable.Range(1, 19).Select(id => Diff(id, 20, 20))).Append(Diff(20, bids, asks, removes)).ToArray();

        Assert.That(Venue.Identify(head, isLast: false, []), Is.Not.Null);
    }

    [Test]
    public void Should_wait_for_twenty_messages_before_it_takes_raw_depth_for_diffs()
    {
        var head = Snapshot().Concat(Enumerable.Range(1, 19).Select(id => Diff(id, 20, 20))).ToArray();

        Assert.That(Venue.Identify(head, isLast: false, []), Is.Null);
        Assert.That(Venue.Identify(head, isLast: true, []), Is.Not.Null);
    }

    [Test]
    public void Should_pass_over_raw_partial_depth_beside_wrapped_diffs()
    {
        var wrapped = Wrapped("btcusdt@depth@100ms", Diff(1, 3, 3));
        var head = Snapshot().Append(wrapped).Concat(Enumerable.Range(1, 20).Select(id => Diff(id, 20, 20))).ToArray();
        var decoder = Venue.Identify(head, isLast: true, [])!.CreateDecoder();
        var levels = new LevelUpdate[LevelArena.MaxRun];

        Assert.That(head.Select(KindOf), Is.EqualTo(
            new[] { RecordKind.DepthSnapshot, RecordKind.DepthUpdate }.Concat(Enumerable.Repeat(RecordKind.Other, 20))));

        RecordKind KindOf(byte[] json)
        {
            var record = new InputRecord();
            Assert.That(decoder.Decode(json, ref record, levels, out _), Is.EqualTo(DeadLetterReason.None));
            return record.Kind;
        }
    }

    private static IEnumerable<byte[]> Snapshot() => [Message("""{"lastUpdateId":7,"E":1,"T":1,"bids":[["0.10","1"]],"asks":[["0.20","1"]]}""")];

    private static byte[] Diff(int id, int bids, int asks, bool removes = false) => Message(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":{{id}},"u":{{id}},"pu":{{id - 1}},"b":{{Levels(bids, removes)}},"a":{{Levels(asks, false)}}}"""));

    private static byte[] Bare(int id, int levels) => Message(string.Create(
        CultureInfo.InvariantCulture, $$"""{"lastUpdateId":{{id}},"bids":{{Levels(levels, false)}},"asks":{{Levels(levels, false)}}}"""));

    private static string Levels(int count, bool removes) =>
        "[" + string.Join(',', Enumerable.Range(1, count).Select(at => $"[\"{at}.10\",\"{(removes && at == count ? "0.000" : "0.001")}\"]")) + "]";

    private static byte[] Wrapped(string stream, byte[] data) => Message($$"""{"stream":"{{stream}}","data":{{Encoding.UTF8.GetString(data)}}}""");

    private static byte[] Message(string json) => Encoding.UTF8.GetBytes(json);
}

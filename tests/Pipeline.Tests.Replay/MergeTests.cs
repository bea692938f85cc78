using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Feeds.Capture;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Replay;

/// <summary>Sources of different instruments, given together, are one run in which each is what it is alone.</summary>
internal sealed partial class MergeTests
{
    private static readonly List<string> Lines = [.. RecordedLines.ReadUnmarked(FaultyRecording.Path).Take(3_000)];

    private const long Second = 1_000_000_000;
    private const string Untimed = "{\"result\":null,\"id\":7}";

    private TemporaryFolder _folder = null!;
    private string _btc = "";
    private string _eth = "";

    [OneTimeSetUp]
    public void Write()
    {
        _folder = new TemporaryFolder();
        _btc = _folder.WriteLines("btc.txt", Lines);
        _eth = _folder.WriteLines("eth.txt", Lines.Skip(10).Select(line => line.Replace("BTCUSDT", "ETHUSDT", StringComparison.Ordinal).Replace("btcusdt", "ethusdt", StringComparison.Ordinal)));
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_replay_two_recordings_of_two_instruments_as_each_alone()
    {
        var (btc, eth) = (Replay([_btc]).Summary, Replay([_eth]).Summary);
        var both = Replay([_btc, _eth]).Summary;

        Assert.That(both.Messages, Is.EqualTo(btc.Messages + eth.Messages));
        Assert.That(both.Rows, Is.EqualTo(btc.Rows + eth.Rows).And.Positive);
        Assert.That((both.Books["BTCUSDT"], both.Books["ETHUSDT"]), Is.EqualTo((btc.Book, eth.Book)));
        Assert.That(Hash(both.RowHash), Is.EqualTo((Hash(btc.RowHash) * 31) + Hash(eth.RowHash)));
    }

    [Test]
    public void Should_merge_by_receive_time_and_equal_times_in_the_order_given()
    {
        var (_, log) = Replay([_eth, _btc]);
        var records = log.Records.Skip(1).Select(each => each.Record).ToList();

        Assert.That(records.Select(each => each.ReceiveNanos), Is.Ordered);
        Assert.That(records.Select(each => each.Instrument).Distinct(), Is.SupersetOf(new[] { 0, 1 }));
        var pairs = records.Zip(records.Skip(1)).Where(pair => pair.First.ReceiveNanos == pair.Second.ReceiveNanos && pair.First.Instrument >= 0 && pair.Second.Instrument >= 0);
        Assert.That(pairs.Count(pair => pair.First.Instrument > pair.Second.Instrument), Is.Zero);
        Assert.That(pairs.Count(pair => pair.First.Instrument < pair.Second.Instrument), Is.Positive);
    }

    [Test]
    public void Should_merge_a_tape_as_the_recording_that_it_was_made_from()
    {
        ReplayRun.OfCapture([_btc], tape: _folder.File("btc.tape"));

        Assert.That(Fingerprint.Of(Replay([_folder.File("btc.tape"), _eth]).Summary), Is.EqualTo(Fingerprint.Of(Replay([_btc, _eth]).Summary)));
    }

    [Test]
    public void Should_take_recordings_of_one_instrument_as_one_stream_beside_another()
    {
        var (first, second) = (_folder.WriteLines("btc-1.txt", Lines.Take(1_700)), _folder.WriteLines("btc-2.txt", Lines.Skip(1_700)));
        var parts = Replay([first, _eth, second]).Summary;

        Assert.That((parts.RowHash, parts.BookHash, parts.StateHash), Is.EqualTo((Replay([_btc, _eth]).Summary is var whole ? whole.RowHash : "", whole.BookHash, whole.StateHash)));
    }

    [Test]
    public void Should_keep_spot_and_perpetual_of_one_name_apart()
    {
        var spot = _folder.WriteLines("spot.txt", Lines.Where(IsOfSpot).Select(line => FuturesMembers().Replace(line, "")));
        var summary = Replay([_btc, spot]).Summary;

        Assert.That(summary.Books.Keys, Is.EqualTo(new[] { "UsdM:BTCUSDT", "Spot:BTCUSDT" }));
        Assert.That(summary.Books["UsdM:BTCUSDT"], Is.EqualTo(Replay([_btc]).Summary.Book));
    }

    [Test]
    public void Should_say_what_it_merged()
    {
        Assert.That(new ReplaySources([_btc, _eth], new BinanceCaptureVenue(), []).Merged, Is.EqualTo(new[] { $"UsdM:BTCUSDT from {_btc}", $"UsdM:ETHUSDT from {_eth}" }));
        Assert.That(new ReplaySources([_btc, _btc], new BinanceCaptureVenue(), []).Merged, Is.Empty);
    }

    [Test]
    public void Should_follow_symbols_that_were_asked_for_wherever_they_are()
    {
        var both = Replay([_btc, _eth]).Summary;

        Assert.That(Fingerprint.Of(Replay([_btc, _eth], "btcusdt", "ETHUSDT").Summary), Is.EqualTo(Fingerprint.Of(both)));
        Assert.That(Replay([_btc, _eth], "ETHUSDT").Summary.Books.Keys, Is.EqualTo(new[] { "ETHUSDT" }));
    }

    [Test]
    public void Should_still_ask_which_symbol_where_one_recording_holds_several()
    {
        var mixed = _folder.WriteLines("mixed.txt", File.ReadLines(_btc).Concat(File.ReadLines(_eth)));

        Assert.That(() => Replay([mixed]), Throws.TypeOf<SeveralSymbolsException>());
    }

    [Test]
    public void Should_refuse_a_tape_and_a_recording_of_one_instrument()
    {
        ReplayRun.OfCapture([_btc], tape: _folder.File("same.tape"));

        Assert.That(() => Replay([_folder.File("same.tape"), _btc]), Throws.TypeOf<InputUnusableException>().With.Message.Contains("UsdM:BTCUSDT"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Should_let_one_wrong_stamp_hold_back_nothing(bool hasEventTime)
    {
        var both = Replay([_btc, _eth]).Summary;
        var place = Lines.FindIndex(Lines.Count / 2, line => line.Contains("@bookTicker", StringComparison.Ordinal));
        var wrong = $"{ReceiveNanos(Lines[place]) + (24 * 3_600 * Second)} {(hasEventTime ? Lines[place].Split(' ', 2)[1] : Untimed)}";
        var lines = hasEventTime ? Lines.Take(place).Append(wrong).Concat(Lines.Skip(place + 1)) : Lines.Take(place).Append(wrong).Concat(Lines.Skip(place));

        var summary = Replay([_folder.WriteLines("ahead.txt", lines), _eth]).Summary;

        Assert.That((summary.RowHash, summary.BookHash, summary.DecisionHash), Is.EqualTo((both.RowHash, both.BookHash, both.DecisionHash)));
        Assert.That(summary.WrongStamps, Is.EqualTo(1));
        Assert.That(summary.InputErrors.Where(error => error.Line == place + 1).Select(error => error.Reason), Has.One.Contains("receive time is off by 86400"));
    }

    [TestCase(0)]
    [TestCase(40)]
    public void Should_believe_a_message_without_event_time_that_ends_a_pause(int followers)
    {
        var half = Lines.Count / 2;
        var later = Lines.Skip(half).Select(Later).ToList();
        var pause = Enumerable.Repeat($"{ReceiveNanos(later[0])} {Untimed}", 1 + followers);
        var paused = _folder.WriteLines("paused.txt", Lines.Take(half).Concat(pause).Concat(later));

        // The pause lies behind what the head of a recording keeps, and once more inside it.
        var longer = _folder.WriteLines("longer.txt", Enumerable.Repeat($"{ReceiveNanos(Lines[0])} {Untimed}", 2_000).Concat(File.ReadLines(paused)));
        foreach (var file in new[] { paused, longer })
        {
            var (summary, log) = Replay([file, _eth]);

            Assert.That(summary.WrongStamps, Is.Zero);
            Assert.That(summary.Messages, Is.EqualTo(File.ReadLines(file).Count() + File.ReadLines(_eth).Count()));
            Assert.That(log.Records.Skip(1).Select(each => each.Record.ReceiveNanos), Is.Ordered);
        }
    }

    private static long ReceiveNanos(string line) => long.Parse(line.Split(' ', 2)[0], CultureInfo.InvariantCulture);

    // Received, and made by the venue, thirty seconds later.
    private static string Later(string line)
    {
        var parts = line.Split(' ', 2);
        var text = Times().Replace(parts[1], time => $"{time.Groups[1].Value}{long.Parse(time.Groups[2].Value, CultureInfo.InvariantCulture) + 30_000}");
        return $"{ReceiveNanos(line) + (30 * Second)} {text}";
    }

    [GeneratedRegex("(\"[ET]\":)([0-9]+)")]
    private static partial Regex Times();

    private static (ReplaySummary Summary, RunLog Log) Replay(IReadOnlyList<string> files, params string[] symbols)
    {
        var log = new RunLog();
        using var input = new ReplaySources(files, new BinanceCaptureVenue(), symbols).Open(null);
        return (ReplayRun.Of(input, setup => setup with { InputSink = log }), log);
    }

    private static ulong Hash(string hex) => ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static bool IsOfSpot(string line) => RecordedLines.IsDiff(line) || RecordedLines.IsSnapshot(line) || line.Contains("@trade", StringComparison.Ordinal);

    // What only futures say.
    [GeneratedRegex("\"(pu|T|X|st|ps)\":(\"[A-Z]+\"|[0-9]+),|,\"(pu|T|X|st|ps)\":(\"[A-Z]+\"|[0-9]+)(?=})")]
    private static partial Regex FuturesMembers();
}

using System.Globalization;
using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Engine.Replay;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>What is delivered again changes nothing: overlaps, everything twice, a second socket that is late; and ids that begin anew.</summary>
/// <remarks>A failure names its seed; <c>dotnet test tests/Pipeline.Tests.Replay --filter RedeliveryTests</c> repeats all of them.</remarks>
internal sealed class RedeliveryTests
{
    private const long Millisecond = 1_000_000;

    // Up to the recording's first planted gap.
    private static readonly List<string> Lines = Unbroken([.. RecordedLines.ReadUnmarked(FaultyRecording.Path)]);
    private static readonly List<int> Diffs = [.. Enumerable.Range(0, Lines.Count).Where(i => RecordedLines.IsDiff(Lines[i]))];

    private TemporaryFolder _folder = null!;
    private ReplaySummary _whole = null!;

    [OneTimeSetUp]
    public void ReplayWhole()
    {
        _folder = new TemporaryFolder();
        _whole = Replay(Lines);
        Assert.That((_whole.Gaps, _whole.Redelivered, _whole.TradeGaps, _whole.Unproved), Is.EqualTo((0L, 0L, new TradeGapSummary(0, 0), Array.Empty<string>())));
        Assert.That(_whole.Orders, Is.Positive);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_change_nothing_where_recordings_overlap([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var overlap = random.Next(50, Diffs.Count - 60);
        var first = random.Next(20, Diffs.Count - overlap);
        var (from, to) = (Diffs[first], Diffs[first + overlap - 1] + 1);

        var summary = ReplayRun.OfCapture([_folder.WriteLines("first.txt", Lines.Take(to)), _folder.WriteLines("second.txt", Lines.Skip(from))]);

        AssertSame(summary, $"seed {seed}: {overlap} diffs from line {from}");
        Assert.That(summary.Stale, Is.EqualTo(_whole.Stale + overlap));
        Assert.That(summary.Messages, Is.EqualTo(Lines.Count + to - from));
    }

    [Test]
    public void Should_change_nothing_where_everything_is_delivered_twice() =>
        AssertSame(Replay(Lines.SelectMany(line => new[] { line, line })), "each line twice");

    [Test]
    public void Should_change_nothing_where_a_second_socket_is_late([Values(1, 2)] int lanes, [Values(40, 300, 2_000)] int milliseconds)
    {
        var late = Lines.Select(line => $"{ReceiveNanos(line) + (milliseconds * Millisecond)}{line[line.IndexOf(' ', StringComparison.Ordinal)..]}");
        var merged = Lines.Concat(late).OrderBy(ReceiveNanos).ToList();

        AssertSame(Replay(merged, lanes), $"{milliseconds} ms late, {lanes} lanes");
    }

    [Test]
    public void Should_keep_the_trades_that_one_of_two_sockets_lost()
    {
        var random = new Random(5);
        var some = Lines.Where(line => !IsTrade(line) || random.Next(10) > 0).ToList();
        var late = Lines.Select(line => $"{ReceiveNanos(line) + (20 * Millisecond)}{line[line.IndexOf(' ', StringComparison.Ordinal)..]}");

        var alone = Replay(some);
        var both = Replay(some.Concat(late).OrderBy(ReceiveNanos), lanes: 2);

        Assert.That(alone.TradeGaps.MissingIds, Is.EqualTo(_whole.Trades + _whole.Filtered - alone.Trades - alone.Filtered).And.Positive);
        Assert.That(alone.Unproved, Has.Count.EqualTo(1));
        Assert.That((both.Trades, both.TradeGaps), Is.EqualTo((_whole.Trades, new TradeGapSummary(0, 0))));
        Assert.That((both.BookHash, both.Rows, both.Gaps), Is.EqualTo((_whole.BookHash, _whole.Rows, 0L)));
    }

    [Test]
    public void Should_tell_alike_from_capture_and_tape()
    {
        var tape = _folder.File("twice.tape");
        var capture = ReplayRun.OfCapture([_folder.WriteLines("twice.txt", Lines.SelectMany(line => new[] { line, line }))], tape: tape);

        Assert.That(Fingerprint.Of(ReplayRun.OfTape(tape)), Is.EqualTo(Fingerprint.Of(capture)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Should_void_the_book_where_ids_fall(bool withSnapshot)
    {
        var cut = Diffs[Diffs.Count / 2];
        var later = withSnapshot ? Lines : Lines.Skip(cut);
        var lowered = later.Select(line => Moved(line, nanos: withSnapshot ? 3_600_000_000_000 : 0, ids: -2_000_000_000_000));

        var summary = Replay(Lines.Take(cut).Concat(lowered));

        Assert.That((summary.Gaps, summary.Resyncs, summary.Book is null), Is.EqualTo((1L, withSnapshot ? 1L : 0L, !withSnapshot)));
        Assert.That(summary.Unproved, Has.Some.Contains("went back"));
        Assert.That(summary.BboMismatches, Is.Zero);
        var half = Replay(Lines.Take(cut));
        Assert.That(summary.Rows, Is.EqualTo(half.Rows + (withSnapshot ? _whole.Rows : 0)));
    }

    [Test]
    public void Should_count_trades_whose_ids_begin_anew_while_those_of_the_book_do_not()
    {
        var trades = Trades();
        var half = trades.Count / 2;

        var summary = Replay(WithTradeIds(i => i < half ? 0 : -1_000_000));

        var second = Times(trades).Skip(half).TakeWhile(time => time - Times(trades)[half - 1] <= 1_000).Count() + 1;
        var taken = trades.Skip(half).Take(second).Count(place => Lines[place].Contains("\"X\":\"MARKET\"", StringComparison.Ordinal));
        Assert.That(summary.Redelivered, Is.EqualTo(taken), "what the first second and one more brought is taken for old");
        Assert.That(summary.Trades, Is.EqualTo(_whole.Trades - taken));
        Assert.That(summary.Unproved.Single(), Does.Contain("the ids of trades began anew"));
        Assert.That((summary.BookHash, summary.Rows, summary.Gaps), Is.EqualTo((_whole.BookHash, _whole.Rows, 0L)));
    }

    [Test]
    public void Should_lose_no_trade_behind_one_whose_id_is_far_ahead()
    {
        var half = Trades().Count / 2;

        var summary = Replay(WithTradeIds(i => i == half ? 1_000_000_000 : 0));

        Assert.That((summary.Trades, summary.Filtered, summary.Redelivered), Is.EqualTo((_whole.Trades, _whole.Filtered, 0L)));
        Assert.That(summary.TradeGaps, Is.EqualTo(new TradeGapSummary(1, 1)), "the id that it should have had");
    }

    [Test]
    public void Should_take_trades_out_of_order_at_the_start_for_new()
    {
        var places = Trades().Take(20).ToList();
        var order = Enumerable.Range(0, places.Count).OrderBy(i => (i * 7) % 20).ToList();
        var lines = Lines.ToList();
        for (var i = 0; i < places.Count; i++)
        {
            lines[places[i]] = $"{ReceiveNanos(Lines[places[i]])} {Lines[places[order[i]]].Split(' ', 2)[1]}";
        }

        var swapped = Replay([lines[places[3]], .. lines]);
        Assert.That((swapped.Trades, swapped.Redelivered, swapped.TradeGaps), Is.EqualTo((_whole.Trades, 1L, _whole.TradeGaps)));
    }

    private static List<int> Trades() => [.. Enumerable.Range(0, Lines.Count).Where(i => IsTrade(Lines[i]))];

    private static List<long> Times(List<int> trades) => [.. trades.Select(place => RecordedLines.Id(Lines[place], "T"))];

    private static IEnumerable<string> WithTradeIds(Func<int, long> moved)
    {
        var trade = 0;
        foreach (var line in Lines)
        {
            yield return IsTrade(line)
                ? System.Text.RegularExpressions.Regex.Replace(line, "\"(t)\":([0-9]+)", match => $"\"t\":{Number(match) + moved(trade++)}")
                : line;
        }
    }

    private ReplaySummary Replay(IEnumerable<string> lines, int lanes = 1) => ReplayRun.OfCapture(
        [_folder.WriteLines("lines.txt", lines)],
        setup => lanes == 1 ? setup : setup with { BookOptions = new InstrumentBookOptions { HoldNanos = InstrumentBookOptions.TwoLaneHoldNanos } });

    private void AssertSame(ReplaySummary summary, string what) => Assert.Multiple(() =>
    {
        Assert.That((summary.Gaps, summary.Resyncs, summary.Rows, summary.Trades), Is.EqualTo((0L, 0L, _whole.Rows, _whole.Trades)), what);
        Assert.That((summary.BookHash, summary.RowHash), Is.EqualTo((_whole.BookHash, _whole.RowHash)), what);
        Assert.That((summary.StateHash, summary.DecisionHash), Is.EqualTo((_whole.StateHash, _whole.DecisionHash)), what);
        Assert.That((summary.TradeGaps, summary.BboMismatches, summary.Orders), Is.EqualTo((_whole.TradeGaps, 0L, _whole.Orders)), what);
        Assert.That(summary.Unproved, Is.Empty, what);
    });

    private static bool IsTrade(string line) => line.Contains("\"e\":\"trade\"", StringComparison.Ordinal);

    private static long ReceiveNanos(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    // Another life of the symbol: lower ids, later times.
    private static string Moved(string line, long nanos, long ids)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(line, "\"(U|u|pu|lastUpdateId)\":([0-9]+)", match => $"\"{match.Groups[1].Value}\":{Number(match) + ids}");
        text = System.Text.RegularExpressions.Regex.Replace(text, "\"(E|T)\":([0-9]+)", match => $"\"{match.Groups[1].Value}\":{Number(match) + (nanos / Millisecond)}");
        return $"{ReceiveNanos(line) + nanos}{text[text.IndexOf(' ', StringComparison.Ordinal)..]}";
    }

    private static long Number(System.Text.RegularExpressions.Match match) => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);

    private static List<string> Unbroken(List<string> lines)
    {
        var last = 0L;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!RecordedLines.IsDiff(lines[i]))
            {
                continue;
            }

            if (last != 0 && RecordedLines.Id(lines[i], "pu") != last)
            {
                return lines[..i];
            }

            last = RecordedLines.Id(lines[i], "u");
        }

        return lines;
    }
}

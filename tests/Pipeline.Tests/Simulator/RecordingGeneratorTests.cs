using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.Simulator;

/// <summary>What a made recording promises, checked on its text by a reader and a book of the test's own.</summary>
public class RecordingGeneratorTests
{
    private static readonly RecordingOptions Short = new() { Seed = 11, DurationSeconds = 30 };

    private RecordedText _recorded = null!;

    [OneTimeSetUp]
    public void Make() => _recorded = RecordedText.Make(Short);

    [Test]
    public void Should_make_the_same_text_from_the_same_options() =>
        Assert.That(RecordedText.Make(Short).Text, Is.EqualTo(_recorded.Text));

    [Test]
    public void Should_make_another_text_from_another_seed() =>
        Assert.That(RecordedText.Make(Short with { Seed = 12 }).Summary.TextSha256, Is.Not.EqualTo(_recorded.Summary.TextSha256));

    [Test]
    public void Should_never_go_back_in_receive_time() =>
        Assert.That(_recorded.Lines.Select(line => line.ReceiveNanos), Is.Ordered);

    [Test]
    public void Should_chain_diffs_by_the_previous_id_and_leave_ids_out()
    {
        var diffs = _recorded.Diffs.DistinctBy(diff => diff.Long("u")).ToArray();
        var chained = diffs.Zip(diffs.Skip(1)).Count(pair => pair.Second.Long("pu") == pair.First.Long("u"));

        Assert.That(diffs.Where(diff => diff.Long("pu") >= diff.Long("U") || diff.Long("U") > diff.Long("u")), Is.Empty);
        Assert.That(chained, Is.EqualTo(diffs.Length - 1 - 2), "one diff is lost, one is off the grid");
        Assert.That(diffs.Count(diff => diff.Long("U") == diff.Long("pu") + 1), Is.Zero);
    }

    [Test]
    public void Should_send_tickers_with_rising_ids()
    {
        var ids = _recorded.Tickers.Where(ticker => ticker.Data.TryGetProperty("A", out _) && ticker.Long("u") > 1).Select(ticker => ticker.Long("u"));

        Assert.That(ids, Is.Ordered.And.Unique);
    }

    [TestCase(1ul)]
    [TestCase(2ul)]
    [TestCase(3ul)]
    public void Should_agree_with_its_own_tickers_after_every_diff(ulong seed)
    {
        var recorded = RecordedText.Make(Short with { Seed = seed, Faults = false });
        var tickers = recorded.Tickers.ToDictionary(ticker => ticker.Long("u"));
        var ids = tickers.Keys.Order().ToArray();
        var book = new TextBook();

        var compared = 0;
        foreach (var (id, top) in book.Follow(recorded.Lines))
        {
            var last = Array.FindLastIndex(ids, ticker => ticker <= id);
            Assert.That(top, Is.EqualTo(TextBook.TopOf(tickers[ids[last]])), $"seed {seed}, after the diff ending at {id}");
            compared++;
        }

        Assert.That(compared, Is.EqualTo(recorded.Summary.DepthUpdates).And.EqualTo(recorded.Summary.BboChecks).And.GreaterThan(300));
    }

    [TestCase(4ul)]
    [TestCase(5ul)]
    public void Should_count_what_stands_in_the_text(ulong seed)
    {
        var recorded = RecordedText.Make(Short with { Seed = seed });
        var (lines, summary) = (recorded.Lines, recorded.Summary);

        Assert.That(summary.Messages, Is.EqualTo(lines.Count));
        Assert.That(summary.Messages, Is.EqualTo(summary.DepthMessages + summary.Trades + summary.BookTickers + summary.Snapshots
            + summary.Other + summary.Filtered + summary.DeadLetters));
        Assert.That(summary.DepthMessages, Is.EqualTo(recorded.Diffs.Count()));
        Assert.That(summary.Snapshots, Is.EqualTo(lines.Count(line => line.IsSnapshot)));
        Assert.That(summary.Filtered, Is.EqualTo(lines.Count(line => line.Stream == "btcusdt@trade" && line.Data.GetProperty("X").GetString() != "MARKET")));
        Assert.That(summary.Other, Is.EqualTo(lines.Count(line => line.Stream.Contains("depth5") || line.Stream.Contains("kline")
            || line.Stream.Contains("markPrice") || line.Stream.Contains("forceOrder") || (line.Stream == "" && line.Data.ValueKind == JsonValueKind.Object && !line.IsSnapshot))));
        Assert.That(summary.TextBytes, Is.EqualTo(recorded.Text.Length));
    }

    [TestCase(6ul)]
    [TestCase(7ul)]
    [TestCase(8ul)]
    public void Should_find_room_for_every_fault_in_the_shortest_recording(ulong seed)
    {
        var summary = RecordedText.Make(Short with { Seed = seed, DurationSeconds = RecordingOptions.MinSeconds }).Summary;

        Assert.That((summary.Gaps, summary.Resyncs, summary.StaleDiffs, summary.DeadLetters, summary.Snapshots), Is.EqualTo((2, 2, 3, 10, 5)));
        Assert.That(summary.Book, Is.Not.Null);
    }

    [Test]
    public void Should_hold_no_fault_where_none_is_asked_for()
    {
        var summary = RecordedText.Make(Short with { Faults = false }).Summary;

        Assert.That((summary.Gaps, summary.Resyncs, summary.StaleDiffs, summary.DeadLetters), Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public void Should_stand_levels_far_from_the_market()
    {
        var prices = _recorded.Diffs.SelectMany(diff => diff.Levels("b").Concat(diff.Levels("a"))).Select(level => level.Price).ToArray();

        Assert.That(prices, Does.Contain(1000.00m).And.Contain(240_000.00m));
    }

    [Test]
    public void Should_delete_levels_that_nobody_knows()
    {
        var known = new HashSet<decimal>();
        var unknown = 0;
        foreach (var (price, size) in _recorded.Diffs.SelectMany(diff => diff.Levels("b").Concat(diff.Levels("a"))))
        {
            unknown += size == 0 && !known.Contains(price) && Math.Abs(price - 60_000) > 650 ? 1 : 0;
            known.Add(price);
        }

        Assert.That(unknown, Is.GreaterThan(10), "where the market itself never puts an order");
    }

    [Test]
    public void Should_have_bursts_and_silences()
    {
        var tickers = _recorded.Tickers.Select(ticker => ticker.ReceiveNanos).ToArray();
        var busiest = tickers.Zip(tickers.Skip(50), (first, last) => last - first).Min();
        var longestSilence = tickers.Zip(tickers.Skip(1), (first, last) => last - first).Max();

        Assert.That(busiest, Is.LessThan(60_000_000), "fifty tickers in less than a third of the usual time");
        Assert.That(longestSilence, Is.GreaterThan(1_000_000_000), "a silence in which windows run dry");
    }

    [Test]
    public void Should_let_diffs_overtake_their_tickers()
    {
        var lastDiff = 0L;
        var late = 0;
        foreach (var line in _recorded.Lines.Where(line => line.Stream is "btcusdt@depth@0ms" or "btcusdt@bookTicker" && line.Data.TryGetProperty("u", out _)))
        {
            late += line.Stream.EndsWith("bookTicker") && line.Long("u") <= lastDiff ? 1 : 0;
            lastDiff = line.Stream.EndsWith("0ms") ? line.Long("u") : lastDiff;
        }

        Assert.That(late, Is.GreaterThan(10));
    }

    [Test]
    public void Should_send_the_members_that_came_later_only_in_the_second_half()
    {
        var newer = _recorded.Tickers.Select(ticker => ticker.Data.TryGetProperty("ps", out _)).ToArray();

        Assert.That((newer[0], newer[^1]), Is.EqualTo((false, true)));
    }

    // What makes the recording worth a strategy: order flow of half a second says something about the next quarter.
    [TestCase(1ul)]
    [TestCase(7ul)]
    [TestCase(21ul)]
    public void Should_lean_before_it_walks(ulong seed)
    {
        var recorded = RecordedText.Make(Short with { Seed = seed, Faults = false, DurationSeconds = 60 });

        Assert.That(FlowSignal.Correlation(recorded, 500_000_000, 250_000_000), Is.GreaterThan(0.2), $"seed {seed}");
    }

    [Test]
    public void Should_refuse_options_that_leave_no_room()
    {
        Assert.That(() => RecordedText.Make(Short with { DurationSeconds = RecordingOptions.MinSeconds - 1 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => RecordedText.Make(Short with { MessagesPerSecond = 1 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => RecordedText.Make(Short with { StartTicks = 5 }), Throws.InstanceOf<ArgumentException>());
    }
}

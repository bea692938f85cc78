using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>A book that was built on a snapshot of few levels is Synced and known in part: a run says of how many rows that holds.</summary>
internal sealed partial class KnownDepthTests
{
    private static readonly List<string> Lines = [.. RecordedLines.Read(FaultyRecording.Path).Take(3_000)];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_say_nothing_of_a_snapshot_that_reaches_beyond_every_row() =>
        Assert.That(Replay(int.MaxValue, int.MaxValue).Summary, Has.Property("Unproved").None.Contains("beyond").And.Property("RowsBeyondSnapshot").Zero);

    [TestCase(0, 0)]
    [TestCase(3, 3)]
    [TestCase(12, 12)]
    [TestCase(10, 400)]
    public void Should_leave_rows_beyond_a_snapshot_of_few_levels_unproved(int bids, int asks)
    {
        var (summary, beyond) = Replay(bids, asks);

        Assert.That(beyond, bids < 10 ? Is.EqualTo(summary.Rows) : Is.InRange(1, summary.Rows - 1));
        Assert.That(summary.RowsBeyondSnapshot, Is.EqualTo(beyond));
        Assert.That(summary.Unproved, Has.One.Contains($" {beyond} of {summary.Rows} rows reach beyond a snapshot of few levels"));
    }

    [TestCase(8, 13, TestName = "Should_only_count_rows_beyond_the_snapshot_of_a_thin_market")]
    [TestCase(100, 9)]
    public void Should_only_count_rows_beyond_a_snapshot_that_may_be_whole(int bids, int asks)
    {
        var (summary, beyond) = Replay(bids, asks);

        Assert.That(summary.RowsBeyondSnapshot, Is.EqualTo(beyond).And.Positive);
        Assert.That(summary.Unproved, Has.None.Contains("beyond"));
    }

    // With so many levels of the snapshot; and how many rows hold a price beyond those.
    private (ReplaySummary Summary, long Beyond) Replay(int bids, int asks)
    {
        var cut = Lines.Select(line => RecordedLines.IsSnapshot(line) ? Cut(line, bids, asks) : line).ToList();
        var snapshot = cut.Single(RecordedLines.IsSnapshot);
        var rows = new Reach(Prices(snapshot, "bids").DefaultIfEmpty(decimal.MaxValue).Min(), Prices(snapshot, "asks").DefaultIfEmpty(decimal.MinValue).Max());
        var summary = ReplayRun.OfCapture(
            [_folder.WriteLines("lines.txt", cut)],
            setup =>
            {
                rows.Instrument = setup.Instruments[0];
                return setup with { RowSink = rows };
            });
        return (summary, rows.Beyond);
    }

    private static string Cut(string line, int bids, int asks) => Sides().Replace(
        line,
        side => $"\"{side.Groups[1].Value}\":[{string.Join(",", Levels().Matches(side.Groups[2].Value).Take(side.Groups[1].Value == "bids" ? bids : asks).Select(level => level.Value))}]");

    private static IEnumerable<decimal> Prices(string snapshot, string name) =>
        Levels().Matches(Sides().Matches(snapshot).Single(side => side.Groups[1].Value == name).Groups[2].Value)
            .Select(level => decimal.Parse(level.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("\"(bids|asks)\":\\[((?:\\[[^\\]]*\\],?)*)\\]")]
    private static partial Regex Sides();

    [GeneratedRegex("\\[\"([0-9.]+)\"[^\\]]*\\]")]
    private static partial Regex Levels();

    private sealed class Reach(decimal lowestBid, decimal highestAsk) : IRowSink
    {
        public Instrument Instrument { get; set; } = null!;

        public long Beyond { get; private set; }

        public void OnRow(in FeatureRow row, long pipelineNanos)
        {
            var isKnown = Price(row.Book.BidTicks[row.Book.BidCount - 1]) >= lowestBid && Price(row.Book.AskTicks[row.Book.AskCount - 1]) <= highestAsk;
            Beyond += isKnown ? 0 : 1;
        }

        public void OnBook(in InputRecord record, in BookResult result)
        {
        }

        private decimal Price(long ticks) => decimal.Parse(Instrument.FormatPrice(ticks), CultureInfo.InvariantCulture);
    }
}

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
    private static readonly List<string> Lines = [.. RecordedLines.Read(DemoRecording.Path).Take(3_000)];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_say_nothing_of_a_snapshot_that_reaches_beyond_every_row() =>
        Assert.That(Replay(int.MaxValue).Summary.Unproved, Has.None.Contains("beyond"));

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(12)]
    public void Should_tell_of_rows_whose_ten_best_reach_beyond_the_snapshot(int levels)
    {
        var (summary, beyond) = Replay(levels);

        Assert.That(beyond, levels < 10 ? Is.EqualTo(summary.Rows) : Is.InRange(1, summary.Rows - 1));
        Assert.That(summary.Unproved, Has.One.Contains($" {beyond} of {summary.Rows} rows reach beyond what the snapshot told"));
    }

    // With so many levels of the snapshot a side; and how many rows hold a price beyond those.
    private (ReplaySummary Summary, long Beyond) Replay(int levels)
    {
        var cut = Lines.Select(line => RecordedLines.IsSnapshot(line) ? Cut(line, levels) : line).ToList();
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

    private static string Cut(string line, int levels) => Sides().Replace(
        line, side => $"\"{side.Groups[1].Value}\":[{string.Join(",", Levels().Matches(side.Groups[2].Value).Take(levels).Select(level => level.Value))}]");

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

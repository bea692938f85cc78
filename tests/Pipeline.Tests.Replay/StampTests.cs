using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>A wrong receive time disturbs its own record only; files stand in the order of their times.</summary>
internal sealed class StampTests
{
    private const long Day = 86_400_000_000_000;

    private static readonly List<string> Lines = [.. RecordedLines.ReadUnmarked(FaultyRecording.Path).Take(6_000)];

    private TemporaryFolder _folder = null!;
    private ReplaySummary _whole = null!;

    [OneTimeSetUp]
    public void ReplayWhole()
    {
        _folder = new TemporaryFolder();
        _whole = Replay(Lines);
        Assert.That((_whole.WrongStamps, _whole.ClockSteps), Is.EqualTo((0L, 0L)), "no false stamps");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_flag_planted_stamps_each_alone([Range(1, 6)] int seed, [Values(1, 2)] int planted)
    {
        var random = new Random(seed);
        var places = Enumerable.Range(0, planted).Select(i => PlaceOfTicker((i + 1) * Lines.Count / 3 + random.Next(500))).ToList();

        var summary = Replay(Lines.Select((line, i) => places.Contains(i) ? Moved(line, Day) : line));

        AssertOnlyFlagged(summary, places, $"seed {seed}; dotnet test tests/Pipeline.Tests.Replay --filter StampTests repeats it");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Should_flag_the_first_and_the_last_stamp(bool first)
    {
        var place = first ? Lines.FindIndex(HasEventTime) : Lines.FindLastIndex(HasEventTime);
        var summary = Replay(Lines.Select((line, i) => i == place ? Moved(line, Day) : line));

        Assert.That(summary.WrongStamps, Is.EqualTo(1));
        Assert.That(summary.InputErrors.Where(IsStamp).Select(error => error.Line), Is.EqualTo(new[] { place + 1L }));
        Assert.That((summary.Rows, summary.BookHash), Is.EqualTo((_whole.Rows, _whole.BookHash)));
    }

    [Test]
    public void Should_tell_a_clock_that_steps_once_and_go_on()
    {
        var half = Lines.Count / 2;
        var summary = Replay(Lines.Select((line, i) => i < half ? line : Moved(line, -3_600_000_000_000)));

        Assert.That((summary.ClockSteps, summary.WrongStamps), Is.EqualTo((1L, 2L)));
        Assert.That((summary.Rows, summary.BookHash, summary.Gaps), Is.EqualTo((_whole.Rows, _whole.BookHash, _whole.Gaps)));
        Assert.That(summary.Rejects.GetValueOrDefault("Stale"), Is.EqualTo(_whole.Rejects.GetValueOrDefault("Stale")), "time goes on");
    }

    [Test]
    public void Should_tell_alike_from_capture_and_tape()
    {
        var place = PlaceOfTicker(0);
        var tape = _folder.File("stamp.tape");
        var capture = ReplayRun.OfCapture([_folder.WriteLines("stamp.txt", Lines.Select((line, i) => i == place ? Moved(line, Day) : line))], tape: tape);

        using var input = new TapeInput(tape);
        Assert.That(Fingerprint.Of(ReplayRun.Of(input)), Is.EqualTo(Fingerprint.Of(capture)));
    }

    [Test]
    public void Should_put_files_into_the_order_of_their_first_receive_times()
    {
        var half = Lines.Count / 2;
        var first = _folder.WriteLines("b.txt", Lines.Take(half));
        var second = _folder.WriteLines("a.txt", Lines.Skip(half));

        var summary = ReplayRun.OfCapture([second, first]);
        Assert.That(Fingerprint.Of(summary), Is.EqualTo(Fingerprint.Of(ReplayRun.OfCapture([first, second]))));
        Assert.That((summary.RowHash, summary.DecisionHash), Is.EqualTo((_whole.RowHash, _whole.DecisionHash)));
    }

    [TestCase(86_400)]
    [TestCase(-86_400)]
    [TestCase(8)]
    public void Should_flag_the_row_of_an_event_time_that_is_off_and_change_no_other(int seconds)
    {
        var place = Lines.FindIndex(Lines.Count / 2, RecordedLines.IsDiff);
        var (whole, rows) = (new RowBytes(), new RowBytes());
        ReplayRun.OfCapture([_folder.WriteLines("whole.txt", Lines)], setup => setup with { RowSink = whole });
        var summary = ReplayRun.OfCapture(
            [_folder.WriteLines("off.txt", Lines.Select((line, i) => i == place ? OffTime(line, seconds) : line))], setup => setup with { RowSink = rows });

        var id = RecordedLines.Id(Lines[place], "u");
        Assert.That((summary.Rows, summary.WrongStamps), Is.EqualTo((_whole.Rows, 0L)), "the receive time is right");
        Assert.That(rows.Rows.Single(row => (row.Flags & DqFlags.BadTimestamp) != 0).UpdateId, Is.EqualTo(id));
        Assert.That(rows.Rows.Where(row => row.UpdateId != id), Is.EqualTo(whole.Rows.Where(row => row.UpdateId != id)));
    }

    [TestCase(0, 3 * Day, TestName = "Should_order_files_whose_first_stamp_is_wrong_and_has_no_event_time")]
    [TestCase(1, 3 * Day)]
    [TestCase(1, -3 * Day)]
    [TestCase(3_000, -3 * Day)]
    [TestCase(3_000, 3 * Day)]
    public void Should_order_files_by_their_first_right_stamps(int place, long byNanos)
    {
        Assert.That(Lines.Count / 2, Is.EqualTo(3_000), "where the second file begins");
        var lines = Lines.Select((line, i) => i == place ? Moved(line, byNanos) : line).ToList();
        var first = _folder.WriteLines("first.txt", lines.Take(3_000));
        var second = _folder.WriteLines("second.txt", lines.Skip(3_000));

        var summary = ReplayRun.OfCapture([second, first]);

        Assert.That((summary.Rows, summary.BookHash, summary.Gaps), Is.EqualTo((_whole.Rows, _whole.BookHash, _whole.Gaps)));
        Assert.That(summary.InputErrors.Single(IsStamp), Has.Property("File").EqualTo(place < 3_000 ? first : second).And.Property("Line").EqualTo(place % 3_000 + 1L));
    }

    private void AssertOnlyFlagged(ReplaySummary summary, List<int> places, string what)
    {
        Assert.That(summary.WrongStamps, Is.EqualTo(places.Count), what);
        Assert.That(summary.InputErrors.Where(IsStamp).Select(error => error.Line), Is.EquivalentTo(places.Select(place => place + 1L)), what);
        Assert.That((summary.RowHash, summary.BookHash, summary.DecisionHash, summary.Orders), Is.EqualTo((_whole.RowHash, _whole.BookHash, _whole.DecisionHash, _whole.Orders)), what);
    }

    private static bool IsStamp(Pipeline.Feeds.Capture.InputError error) => error.Reason.Contains("receive time is off", StringComparison.Ordinal);

    private static bool HasEventTime(string line) => line.Contains("\"E\":", StringComparison.Ordinal);

    // A ticker cuts no row, so that every row must be as without it.
    private static int PlaceOfTicker(int from) => Lines.FindIndex(from, line => line.Contains("\"e\":\"bookTicker\"", StringComparison.Ordinal));

    private ReplaySummary Replay(IEnumerable<string> lines) => ReplayRun.OfCapture([_folder.WriteLines("lines.txt", lines)]);

    // The venue's times of a diff as they would be that many seconds later.
    private static string OffTime(string line, int seconds) => Regex.Replace(
        line, "(\"[ET]\":)([0-9]+)", time => $"{time.Groups[1].Value}{long.Parse(time.Groups[2].Value, CultureInfo.InvariantCulture) + (seconds * 1_000L)}");

    private sealed class RowBytes : IRowSink
    {
        public List<(long UpdateId, DqFlags Flags, string Columns)> Rows { get; } = [];

        public void OnRow(in FeatureRow row, long pipelineNanos)
        {
            ReadOnlySpan<double> values = row.Features.Values;
            Rows.Add((row.Book.UpdateId, row.Features.DqFlags, $"{row.Features.ValidMask:x} {Convert.ToHexString(MemoryMarshal.AsBytes(values))}"));
        }

        public void OnBook(in InputRecord record, in BookResult result)
        {
        }
    }

    private static string Moved(string line, long nanos)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return $"{long.Parse(line.AsSpan(0, blank), CultureInfo.InvariantCulture) + nanos}{line[blank..]}";
    }
}

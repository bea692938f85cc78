using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Simulator;

/// <summary>Recordings of days, tried on twenty minutes.</summary>
public class DaysRecordingTests
{
    private const long MinuteNanos = 60_000_000_000;

    private static readonly DaysOptions TwentyMinutes = new() { Seed = 3, SpanSeconds = 1_200, Rows = 3_600, Gaps = 3, SnapshotSeconds = 240 };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(1ul, "days.gz", 3)]
    [TestCase(2ul, "days.zst", 0)]
    [TestCase(3ul, "days.txt", 40)]
    public void Should_count_what_a_replay_counts(ulong seed, string name, int gaps)
    {
        var options = TwentyMinutes with { Seed = seed, Gaps = gaps };

        var summary = DaysRecording.WriteFile(options, _folder.File(name));
        var replay = ReplayRun.OfCapture([_folder.File(name)]);

        var expected = summary.Expected;
        Assert.That((replay.Rows, replay.Gaps, replay.Resyncs), Is.EqualTo((options.Rows, (long)gaps, (long)gaps)), $"seed {seed}");
        Assert.That((replay.BboChecks, replay.BboMismatches, replay.InputErrors.Count), Is.EqualTo((expected.BboChecks, 0L, 0)));
        Assert.That(expected.BboChecks, Is.GreaterThan(options.Rows * 99 / 100));
        Assert.That(
            (replay.Messages, replay.DepthMessages, replay.DepthUpdates, replay.LevelUpdates, replay.Trades, replay.BookTickers, replay.Snapshots, replay.Other, replay.Filtered, replay.DeadLetters, replay.Stale),
            Is.EqualTo((expected.Messages, expected.DepthMessages, expected.DepthUpdates, expected.LevelUpdates, expected.Trades, expected.BookTickers, expected.Snapshots, expected.Other, expected.Filtered, expected.DeadLetters, expected.StaleDiffs)));
        Assert.That(replay.Book!.BestBid, Is.EqualTo(expected.Book!.BestBid));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Should_flag_every_row_of_a_recording_whose_first_line_says_that_it_was_made(bool isMarked)
    {
        using var text = new MemoryStream();
        RecordingGenerator.Write(text, new RecordingOptions { DurationSeconds = 20, Faults = false });
        var lines = System.Text.Encoding.ASCII.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0] = isMarked ? lines[0] : lines[0].Replace(",\"synthetic\":true", "", StringComparison.Ordinal);

        var flags = new FlagCount();
        ReplayRun.OfCapture([_folder.WriteLines("made.txt", lines)], setup => setup with { RowSink = flags });

        Assert.That(flags.Rows, Is.GreaterThan(50));
        Assert.That(flags.Synthetic, Is.EqualTo(isMarked ? flags.Rows : 0));
    }

    [TestCase("MARK", ExpectedResult = true)]
    [TestCase("\n\r\n  \nMARK", ExpectedResult = true)]
    [TestCase("TIME {\"result\":null,\"id\":1}\nMARK", ExpectedResult = true)]
    [TestCase("TIME {\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}\nMARK", ExpectedResult = true)]
    [TestCase("TIME {\"result\": null, \"id\": 1, \"synthetic\": true}", ExpectedResult = true)]
    [TestCase("TIME {\t\"synthetic\"\t:\ttrue }", ExpectedResult = true)]
    [TestCase("TIME {\"\\u0073ynthetic\":true}", ExpectedResult = true)]
    [TestCase("FIRST\nMARK", ExpectedResult = false, TestName = "Should_not_take_a_mark_behind_the_first_market_message_for_the_recordings")]
    [TestCase("TIME {\"synthetic\":false}", ExpectedResult = false)]
    [TestCase("TIME {\"synthetic\":\"true\"}", ExpectedResult = false)]
    [TestCase("TIME {\"text\":\"\\\"synthetic\\\":true\"}", ExpectedResult = false, TestName = "Should_not_take_text_for_the_mark")]
    public bool Should_read_the_mark_as_json_before_the_first_market_message(string head)
    {
        var lines = RecordedLines.Read(FaultyRecording.Path).Skip(1).Take(3_000).ToList();
        var time = lines[0].Split(' ')[0];
        var text = head
            .Replace("MARK", "TIME {\"result\":null,\"id\":1,\"synthetic\":true}", StringComparison.Ordinal)
            .Replace("FIRST", lines[0], StringComparison.Ordinal)
            .Replace("TIME", time, StringComparison.Ordinal);
        var (plain, made) = (_folder.WriteLines("plain.txt", lines), _folder.WriteLines("made.txt", [text, .. lines]));

        var (alone, flags) = (new FlagCount(), new FlagCount());
        ReplayRun.OfCapture([plain], setup => setup with { RowSink = alone });
        ReplayRun.OfCapture([made], setup => setup with { RowSink = flags });

        Assert.That((flags.Rows, alone.Synthetic), Is.EqualTo((alone.Rows, 0)));
        Assert.That(flags.Synthetic, Is.Zero.Or.EqualTo(flags.Rows));
        return flags.Synthetic > 0;
    }

    private sealed class FlagCount : Pipeline.Engine.IRowSink
    {
        public int Rows { get; private set; }

        public int Synthetic { get; private set; }

        public void OnRow(in FeatureRow row, long pipelineNanos)
        {
            Rows++;
            Synthetic += (row.Features.DqFlags & DqFlags.Synthetic) != 0 ? 1 : 0;
        }

        public void OnBook(in InputRecord record, in BookResult result)
        {
        }
    }

    [Test]
    public void Should_end_when_the_span_ends_and_hold_few_messages_beside_the_rows()
    {
        var summary = DaysRecording.Write(TwentyMinutes, Stream.Null);

        Assert.That((summary.LastNanos - summary.FirstNanos) / 1e9, Is.EqualTo(TwentyMinutes.SpanSeconds).Within(30));
        Assert.That(summary.Expected.Messages, Is.LessThan(3 * summary.Rows));
        Assert.That(summary.LostNanos / 1e9, Is.GreaterThan(3 * 2));
    }

    [Test]
    public void Should_make_the_same_bytes_from_the_same_seed_and_others_from_another()
    {
        var paths = new[] { 5ul, 5ul, 6ul }.Select((seed, index) => (seed, path: _folder.File($"{index}.zst"))).ToArray();
        foreach (var (seed, path) in paths)
        {
            DaysRecording.WriteFile(TwentyMinutes with { Seed = seed }, path);
        }

        var bytes = paths.Select(pair => File.ReadAllBytes(pair.path)).ToArray();
        Assert.That(bytes[1], Is.EqualTo(bytes[0]));
        Assert.That(bytes[2], Is.Not.EqualTo(bytes[0]));
    }

    [Test]
    public void Should_show_ten_levels_on_both_sides_and_a_price_that_moves()
    {
        DaysRecording.WriteFile(TwentyMinutes, _folder.File("days.gz"));
        var rows = CaptureRowOracle.Rows([_folder.File("days.gz")]);

        var minutes = rows.GroupBy(row => row.ReceiveNanos / MinuteNanos).Select(rows => rows.Last()).Select(row => (double)(row.Bid + row.Ask) / 2).ToArray();
        var moves = minutes.Zip(minutes.Skip(1), (from, to) => Math.Abs(to / from - 1) * 10_000).Order().ToArray();
        Assert.That(rows, Has.Count.EqualTo(TwentyMinutes.Rows));
        Assert.That(rows.Where(row => row.BidLevels < 10 || row.AskLevels < 10 || row.Bid >= row.Ask), Is.Empty);
        Assert.That(moves[moves.Length / 2], Is.InRange(0.5, 10), "basis points a minute");
    }

    [Test]
    public void Should_know_quiet_and_busy_minutes()
    {
        DaysRecording.WriteFile(TwentyMinutes, _folder.File("days.gz"));

        var perMinute = CaptureRowOracle.Rows([_folder.File("days.gz")]).CountBy(row => row.ReceiveNanos / MinuteNanos).Select(pair => pair.Value).Order().ToArray();
        Assert.That(perMinute[^2], Is.GreaterThan(2 * perMinute[1]));
    }

    [Test]
    public void Should_not_let_a_missing_diff_pass()
    {
        using var text = new MemoryStream();
        var expected = DaysRecording.Write(TwentyMinutes with { Gaps = 0 }, text).Expected;
        var lines = System.Text.Encoding.ASCII.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        lines.RemoveAt(lines.FindIndex(60, line => line.Contains("@depth@0ms", StringComparison.Ordinal)));

        var replay = ReplayRun.OfCapture([_folder.WriteLines("less.txt", lines)]);

        Assert.That((replay.Gaps, replay.Rows < expected.DepthUpdates), Is.EqualTo((1, true)));
    }

    [Test]
    public void Should_need_no_more_memory_for_five_times_the_span()
    {
        var few = Retained(TwentyMinutes);
        var many = Retained(TwentyMinutes with { SpanSeconds = 5 * TwentyMinutes.SpanSeconds, Rows = 5 * TwentyMinutes.Rows, Gaps = 5 * TwentyMinutes.Gaps });

        Assert.That(many, Is.LessThan(few + 256 * 1024), $"{few} and {many} bytes");
    }

    [Test]
    public void Should_refuse_what_has_no_room()
    {
        Assert.That(() => DaysRecording.Write(TwentyMinutes with { Rows = 1_000_000 }, Stream.Null), Throws.ArgumentException.With.Message.Contains("too many"));
        Assert.That(() => DaysRecording.Write(TwentyMinutes with { Rows = 10 }, Stream.Null), Throws.ArgumentException.With.Message.Contains("too few"));
        Assert.That(() => DaysRecording.Write(TwentyMinutes with { Gaps = 500 }, Stream.Null), Throws.ArgumentException.With.Message.Contains("no room"));
        Assert.That(() => DaysRecording.Write(TwentyMinutes with { SpanSeconds = 5 }, Stream.Null), Throws.ArgumentException.With.Message.Contains("too short"));
    }

    [Test]
    public void Should_leave_no_half_file_when_it_is_interrupted()
    {
        using var stop = new CancellationTokenSource();

        Assert.That(
            () => DaysRecording.WriteFile(TwentyMinutes, _folder.File("days.gz"), stop.Token, rows => CancelAt(rows, stop)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFiles(_folder.Path), Is.Empty);
    }

    private static void CancelAt(long rows, CancellationTokenSource stop)
    {
        if (rows == 100)
        {
            stop.Cancel();
        }
    }

    /// <summary>What is alive with the last row, beyond what was before.</summary>
    private static long Retained(DaysOptions options)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var after = 0L;
        DaysRecording.Write(options, Stream.Null, progress: rows => after = rows == options.Rows ? GC.GetTotalMemory(forceFullCollection: true) : 0);
        return after - before;
    }
}

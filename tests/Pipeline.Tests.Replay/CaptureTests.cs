using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Ring;
using Pipeline.Testing;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>Real recordings through the whole pipeline: every count, the final book, the venue's own ticker as the judge.</summary>
internal sealed class CaptureTests
{
    private static readonly Recording[] Recordings =
    [
        new("usdm-btcusdt-20240808", 93_954, 6_551, 6_545, 443_262, 66_089, 21_313, 6_501, new BookSummary("61659.70", "1.486", "61659.80", "0.981", 5018, 4578)),
        new("usdm-ethusdt-20240808", 74_655, 6_586, 6_579, 428_411, 53_992, 14_076, 6_579, new BookSummary("2681.38", "8.486", "2681.39", "22.624", 3181, 3013)),
        new("usdm-ethusdt-20240718 usdm-ethusdt-20240719", 69_913, null, 8_922, 354_944, null, null, 8_000, new BookSummary("3418.62", "0.007", "3418.63", "12.271", 4685, 4357)),
        new("coinm-btcusd_perp-20240808", 48_270, 26_847, 26_822, 295_747, 19_136, 2_286, 20_000, new BookSummary("61668.6", "1380", "61668.7", "871", 1110, 1123)),
        new("spot-nexousdt-20240723 spot-nexousdt-20240724 spot-nexousdt-20240725", 166_840, 99_030, 99_029, 200_963, 48_992, 18_817, 99_028, new BookSummary("1.161", "303.83", "1.163", "221.58", 269, 869)),
    ];

    public sealed record Recording(
        string Files, long Messages, long? Diffs, long Applied, long Levels, long? Tickers, long? Trades, long LeastChecks, BookSummary Book)
    {
        public override string ToString() => Files;
    }

    [TestCaseSource(nameof(Recordings))]
    public void Should_count_what_is_in_the_recording(Recording expected)
    {
        var summary = ReplayRun.OfCapture(Files(expected));

        Assert.Multiple(() =>
        {
            Assert.That(summary.Messages, Is.EqualTo(expected.Messages));
            Assert.That(summary.DepthMessages, Is.EqualTo(expected.Diffs ?? summary.DepthMessages));
            Assert.That(summary.DepthUpdates, Is.EqualTo(expected.Applied));
            Assert.That(summary.LevelUpdates, Is.EqualTo(expected.Levels));
            Assert.That(summary.BookTickers, Is.EqualTo(expected.Tickers ?? summary.BookTickers));
            Assert.That(summary.Trades + summary.Filtered, Is.EqualTo(expected.Trades ?? (summary.Trades + summary.Filtered)));
            Assert.That((summary.Snapshots, summary.Gaps, summary.Resyncs, summary.DeadLetters), Is.EqualTo((1L, 0L, 0L, 0L)));
            Assert.That(summary.InputErrors, Is.Empty);
            Assert.That(summary.BboChecks, Is.GreaterThanOrEqualTo(expected.LeastChecks));
            Assert.That(summary.BboMismatches, Is.Zero);
            Assert.That(summary.Book, Is.EqualTo(expected.Book));
            Assert.That(summary.Rows, Is.EqualTo(expected.Applied));
            Assert.That(summary.Decisions, Is.EqualTo(summary.Rows));
        });
    }

    [Test]
    public void Should_send_orders_and_refuse_for_three_reasons_on_the_btc_recording()
    {
        var summary = ReplayRun.OfCapture(Files(Recordings[0]));

        Assert.That(summary.Orders, Is.Positive);
        Assert.That(summary.Rejects, Has.Count.GreaterThanOrEqualTo(3), string.Join(", ", summary.Rejects));
    }

    [TestCaseSource(nameof(Recordings))]
    public void Should_replay_alike_on_threads_of_its_own_and_from_its_tape(Recording recording)
    {
        using var folder = new TemporaryFolder();
        var expected = Fingerprint.Of(ReplayRun.OfCapture(Files(recording), tape: folder.File("capture.tape")));

        Assert.That(Fingerprint.Of(ReplayRun.OfCapture(Files(recording), setup => setup with { Mode = ThreadMode.Shared, RingSize = 1024 })), Is.EqualTo(expected));
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(folder.File("capture.tape"))), Is.EqualTo(expected));
    }

    private static IReadOnlyList<string> Files(Recording recording)
    {
        var files = new List<string>();
        foreach (var name in recording.Files.Split(' '))
        {
            if (!SharedFiles.TryFind($"captures/{name}.gz", out var path))
            {
                Assert.Ignore($"needs shared/captures/{name}.gz, which is not beside this checkout");
            }

            files.Add(path);
        }

        return files;
    }
}

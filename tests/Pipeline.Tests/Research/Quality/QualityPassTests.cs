using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Research.Quality;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Support;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Research.Quality;

/// <summary>Quality of recordings: as stored rows, and as a running pipeline sees them.</summary>
internal sealed class QualityPassTests
{
    private static readonly (string Symbol, string[] Files)[] Recordings =
    [
        ("BTCUSDT", ["usdm-btcusdt-20240808"]),
        ("ETHUSDT", ["usdm-ethusdt-20240718", "usdm-ethusdt-20240719"]),
        ("BTCUSD_PERP", ["coinm-btcusd_perp-20240808"]),
    ];

    [Test]
    public void Should_say_the_same_of_a_run_and_of_its_stored_rows()
    {
        using var warehouse = new TestWarehouse();
        var bounds = warehouse.AddRecording(1, "BTCUSDT", TestWarehouse.Recording);
        var live = Live(bounds, TestWarehouse.Recording);
        foreach (var (gap, index) in live.Gaps.Select((gap, index) => (gap, index)))
        {
            warehouse.AddGap(1, index + 1, gap.FromNanos, gap.IsOpen ? null : gap.ToNanos, "BTCUSDT");
        }

        var stored = QualityPass.Run(warehouse.Connection).Figures;

        Assert.That(live.Figures.Rows, Is.Positive);
        Assert.That(Same(live.Figures, stored), $"{live.Figures}\n{stored}");
        Assert.That(live.Figures.Hours, Is.EqualTo(stored.Hours));
        Assert.That(live.Figures.Flags, Is.EqualTo(stored.Flags));
    }

    [TestCaseSource(nameof(Names))]
    public void Should_find_whole_books_in_every_row_of_a_capture(string symbol)
    {
        var files = Recordings.Single(each => each.Symbol == symbol).Files.Select(name => Shared.Require($"captures/{name}.gz")).ToArray();
        using var warehouse = new TestWarehouse();
        warehouse.AddRecording(1, symbol, files);

        var report = QualityPass.Run(warehouse.Connection);

        Assert.Multiple(() =>
        {
            Assert.That(report.Figures.Rows, Is.GreaterThan(6_000));
            Assert.That(report.Figures.OneSided, Is.Zero);
            Assert.That(report.Figures.NullMid, Is.Zero);
            Assert.That(report.Figures.LevelFill, Is.GreaterThanOrEqualTo(0.999));
            Assert.That(report.Figures.Unscored, Is.EqualTo(1), "the first row has no age");
            Assert.That(report.IsExplained);
            Assert.That(report.Figures.Coverage, Is.GreaterThan(0.9));
        });
    }

    private static IEnumerable<string> Names => Recordings.Select(each => each.Symbol);

    private static bool Same(QualityFigures one, QualityFigures other) =>
        one == other with { Targets = one.Targets, Hold = one.Hold, Hours = one.Hours, Flags = one.Flags };

    private static (QualityFigures Figures, IReadOnlyList<RecordedGap> Gaps) Live((long First, long Last) bounds, string recording)
    {
        var meter = new QualityMeter(QualityOptions.Default);
        using var input = new CaptureInput([recording], new BinanceCaptureVenue(null), [], null);
        var sink = new GapRecorder(new QualitySink(meter, input.Instruments));
        sink.Inner.Begin(bounds.First);
        ReplayRun.Of(input, setup => setup with { RowSink = sink });
        sink.Inner.End(bounds.Last);
        return (meter.Figures(), sink.Gaps);
    }

    private sealed record RecordedGap(long FromNanos, long ToNanos)
    {
        public bool IsOpen => ToNanos == InputRecord.Absent;
    }

    // Writes gaps down as the loader would, from the same records.
    private sealed class GapRecorder(QualitySink inner) : Pipeline.Engine.IRowSink
    {
        private long _lastNanos;

        public QualitySink Inner { get; } = inner;

        public List<RecordedGap> Gaps { get; } = [];

        public void OnRow(in FeatureRow row, long pipelineNanos)
        {
            _lastNanos = Math.Max(_lastNanos, pipelineNanos);
            Inner.OnRow(in row, pipelineNanos);
        }

        public void OnBook(in InputRecord record, in BookResult result)
        {
            if (result.Action == BookAction.Broke)
            {
                Gaps.Add(new RecordedGap(_lastNanos, InputRecord.Absent));
            }
            else if (result.Action == BookAction.SyncedNow && Gaps is [.., { IsOpen: true } open])
            {
                Gaps[^1] = open with { ToNanos = result.PipelineNanos };
            }

            _lastNanos = result.Action == BookAction.SyncedNow ? result.PipelineNanos : _lastNanos;
            Inner.OnBook(in record, in result);
        }
    }
}

using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Stages;
using Pipeline.Events;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

/// <summary>A stream that is all depth fills the row arena before the ring, and a slow journal holds both: no row may be lost or written over.</summary>
internal sealed class SlowReaderTests
{
    private TemporaryFolder _folder = null!;
    private string _depthOnly = null!;
    private List<(int Number, ulong Hash)> _expected = null!;

    [OneTimeSetUp]
    public void Record()
    {
        _folder = new TemporaryFolder();
        var lines = RecordedLines.Read(FaultyRecording.Path).Where(line => RecordedLines.IsDiff(line) || RecordedLines.IsSnapshot(line));
        _depthOnly = _folder.WriteLines("depth.txt", lines);
        _expected = RowsOf(setup => setup with { RingSize = 65_536 }, pauseSpins: 0);
        Assert.That(_expected, Has.Count.GreaterThan(1_500));
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [TestCase(256)]
    [TestCase(512)]
    [TestCase(1_024)]
    [TestCase(4_096)]
    public void Should_keep_moving_where_every_record_cuts_a_row_on_the_callers_thread(int ringSize) => Within.Seconds(60, () =>
        Assert.That(RowsOf(setup => setup with { RingSize = ringSize }, pauseSpins: 0), Is.EqualTo(_expected)));

    [TestCase(256)]
    [TestCase(1_024)]
    public void Should_keep_moving_where_the_caller_steps_only_when_the_ring_is_full(int ringSize) => Within.Seconds(60, () =>
    {
        var rows = new SlowRows(0);
        using var run = new EngineRun(_depthOnly, setup => setup with { RingSize = ringSize, RowSink = rows });
        run.Pipeline.Start();
        run.Feed();
        run.Pipeline.Drain();

        Assert.That(rows.Rows, Is.EqualTo(_expected));
    });

    [TestCase(256, 2_000)]
    [TestCase(1_024, 2_000)]
    public void Should_wait_for_a_slow_reader_of_rows(int ringSize, int pauseSpins) => Within.Seconds(60, () =>
        Assert.That(RowsOf(setup => setup with { Mode = ThreadMode.Shared, RingSize = ringSize }, pauseSpins), Is.EqualTo(_expected)));

    [TestCase(256)]
    [TestCase(4_096)]
    public void Should_wait_for_a_slow_reader_where_every_stage_has_a_thread(int ringSize) => Within.Seconds(60, () =>
        Assert.That(RowsOf(setup => setup with { Mode = ThreadMode.Shared, RingSize = ringSize, LogicThreads = [.. StageNames.Logic.Select(name => (IReadOnlyList<string>)[name])] }, 500), Is.EqualTo(_expected)));

    [Test]
    public void Should_keep_eight_intents_on_every_row_apart([Values] ThreadMode mode) => Within.Seconds(60, () =>
    {
        string Of(ThreadMode mode, int ringSize) => Fingerprint.Of(ReplayRun.OfCapture([_depthOnly], setup => setup with
        {
            Mode = mode,
            RingSize = ringSize,
            RowSink = new SlowRows(200),
            Limits = EngineRun.Wide,
            CreateStrategy = _ => new BusyStrategy(8),
        }));

        Assert.That(Of(mode, 256), Is.EqualTo(Of(ThreadMode.Invoker, 65_536)));
    });

    private List<(int Number, ulong Hash)> RowsOf(Func<PipelineSetup, PipelineSetup> change, int pauseSpins)
    {
        var rows = new SlowRows(pauseSpins);
        ReplayRun.OfCapture([_depthOnly], setup => change(setup) with { RowSink = rows });
        return rows.Rows;
    }

    private sealed class SlowRows(int pauseSpins) : IRowSink
    {
        public List<(int Number, ulong Hash)> Rows { get; } = [];

        public void OnRow(in FeatureRow row, long pipelineNanos)
        {
            var before = row.Features.RowHash;
            Thread.SpinWait(pauseSpins);
            Assert.That(row.Features.RowHash, Is.EqualTo(before), "the row was written over while it was read");
            Rows.Add((row.Book.Number, row.Features.RowHash));
        }

        public void OnBook(in InputRecord record, in BookResult result)
        {
        }
    }
}

using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Engine.Stages;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Ring;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

/// <summary>A stage that throws stops everything, says where, and leaves the record that killed it on disk.</summary>
internal sealed class FailingStageTests
{
    private const int Row = 700;

    [Test]
    public void Should_stop_and_name_stage_and_sequence([Values] ThreadMode mode, [Values(256, 4_096)] int ringSize) => Within.Seconds(60, () =>
    {
        using var run = new EngineRun(FaultyRecording.Path, setup => Failing(setup, mode, ringSize));
        var failure = Fail(run);

        Assert.That(failure.Processor, Is.EqualTo(StageNames.Trading));
        Assert.That(failure.Exception.Message, Is.EqualTo("the strategy is broken"));
        Assert.That(() => run.Pipeline.Drain(), Throws.TypeOf<ProcessorFailedException>(), "it failed for good");
    });

    [Test]
    public void Should_have_written_the_record_that_killed_the_stage([Values] ThreadMode mode, [Values(256, 4_096)] int ringSize) => Within.Seconds(60, () =>
    {
        using var folder = new TemporaryFolder();
        long sequence;
        using (var journal = JournalWriter.Create(folder.File("run.tape"), HeaderOf(FaultyRecording.Path), JournalOptions.Live))
        {
            using (var run = new EngineRun(FaultyRecording.Path, setup => Failing(setup, mode, ringSize) with { Journal = journal }))
            {
                sequence = Fail(run).Sequence;
            }

            Assert.That(journal.Written.Records, Is.GreaterThan(sequence), "records written when the pipeline is down");
        }

        Assert.That(KindAt(folder.File("run.tape"), sequence), Is.EqualTo(RecordKind.DepthUpdate));
    });

    private static PipelineSetup Failing(PipelineSetup setup, ThreadMode mode, int ringSize) =>
        setup with { Mode = mode, RingSize = ringSize, CreateStrategy = _ => new FailingStrategy(Row) };

    private static ProcessorFailure Fail(EngineRun run)
    {
        run.Pipeline.Start();
        var thrown = Assert.Throws<ProcessorFailedException>(() =>
        {
            run.Feed();
            run.Pipeline.Drain();
        });
        return thrown!.Failure;
    }

    private static TapeHeader HeaderOf(string file)
    {
        using var run = new EngineRun(file, setup => setup);
        return ReplayRun.Header(run.Setup);
    }

    private static RecordKind KindAt(string tape, long ordinal)
    {
        using var reader = TapeReader.Open(tape, ReadMode.Prefix);
        while (reader.ReadBlock())
        {
            if (ordinal < reader.FirstRecordOrdinal + reader.Records.Length)
            {
                return reader.Records[(int)(ordinal - reader.FirstRecordOrdinal)].Kind;
            }
        }

        return RecordKind.None;
    }
}

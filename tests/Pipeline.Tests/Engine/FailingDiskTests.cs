using NUnit.Framework;
using Pipeline.Engine;
using Pipeline.Journal;
using Pipeline.Ring;
using Pipeline.Testing;
using Pipeline.Testing.Journal;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Engine;

/// <summary>A disk that stalls until everything behind it is full, and then fails: nothing waits for ever, and what was written is whole.</summary>
internal sealed class FailingDiskTests
{
    private const string Tape = "folder/T.tape";
    private const int RingSize = 512;
    private const int Messages = 1_500;
    private const int LastOfCreation = 4;
    private const int LooksUntilStill = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MostAfterFailure = TimeSpan.FromSeconds(2);

    private TemporaryFolder _folder = null!;
    private string _recording = null!;

    [OneTimeSetUp]
    public void Record()
    {
        // Three of five are diffs: rows run out before slots do, and Book waits for the journal as the lanes do.
        var lines = RecordedLines.Read(FaultyRecording.Path).ToList();
        var diffs = lines.Where(line => RecordedLines.IsDiff(line) || RecordedLines.IsSnapshot(line)).Take(Messages * 3 / 5);
        var others = lines.Where(line => !RecordedLines.IsDiff(line) && !RecordedLines.IsSnapshot(line)).Take(Messages * 2 / 5).ToList();
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("dense.txt", diffs.SelectMany((line, i) => i % 3 == 0 ? others.Skip(i / 3 * 2).Take(2).Prepend(line) : [line]));
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_end_and_leave_a_tape_to_repair_where_any_operation_stalls_and_fails([Values] ThreadMode mode) => Within.Seconds(240, () =>
    {
        var failures = 0;
        for (var operation = 0; Fails(mode, operation, out var ended); operation++)
        {
            failures++;
            Assert.That(ended, Is.LessThan(MostAfterFailure), $"operation {operation}");
        }

        Assert.That(failures, Is.GreaterThan(10), "operations of a run");
    });

    [Test]
    public void Should_name_the_thread_that_a_disk_holds_and_go_on_without_it([Values(ThreadMode.Shared, ThreadMode.Dedicated)] ThreadMode mode) => Within.Seconds(60, () =>
    {
        var disk = new SimulatedDisk();
        var mayWrite = new Gate();
        using var run = new EngineRun(_recording, setup => Journaled(setup, disk, mode) with { Patience = TimeSpan.FromMilliseconds(300) });
        using var journal = run.Setup.Journal!;
        disk.Before = _ => mayWrite.Pass(Patience);
        run.Pipeline.Start();
        run.Pipeline.PublishSessionStart(run.Setup.Session(), 1);

        var thrown = Assert.Throws<ThreadStuckException>(run.Pipeline.Drain);
        Assert.That(thrown!.Thread, Is.EqualTo("journal"));
        Assert.That(() => run.Pipeline.Dispose(), Throws.Nothing, "nothing is freed and nobody is waited for a second time");
        Assert.That(journal.Dispose, Throws.Nothing);
        mayWrite.Open();
        Assert.That(run.Pipeline.Threads.Join(Patience), Is.True, "the thread ends once the disk answers");
    });

    [Test]
    public void Should_let_go_of_a_stage_that_waits_where_the_run_is_given_up([Values(ThreadMode.Shared, ThreadMode.Dedicated)] ThreadMode mode) => Within.Seconds(60, () =>
    {
        var disk = new SimulatedDisk();
        var mayWrite = new Gate();
        using var run = new EngineRun(_recording, setup => Journaled(setup, disk, mode));
        using var journal = run.Setup.Journal!;
        disk.Before = _ => mayWrite.Pass(Patience);
        run.Pipeline.Start();
        var feeder = new PipelineThread("feeder", () => run.Feed());
        feeder.Start();
        WaitUntilStill(run.Pipeline);
        var dispose = new PipelineThread("dispose", run.Pipeline.Dispose);
        dispose.Start();

        // The feeder first: memory that a stage still holds is there, and whoever feeds must have ended before it goes.
        Assert.That(feeder.Join(Patience), Is.True);
        mayWrite.Open();
        Assert.That(dispose.Join(Patience), Is.True);
        Assert.That(dispose.Exception, Is.Null);
        Assert.That(feeder.Exception, Is.Null.Or.InstanceOf<ObjectDisposedException>());
    });

    private static PipelineSetup Journaled(PipelineSetup setup, SimulatedDisk disk, ThreadMode mode) => setup with
    {
        Mode = mode,
        RingSize = RingSize,
        Journal = JournalWriter.Create(Tape, ReplayRun.Header(setup), JournalOptions.Live with { TailBytes = 1 << 19, FrameBytes = 1 << 14 }, disk),
    };

    /// <summary>A run whose disk stalls at one operation and fails for ever after; false where the run has none so late.</summary>
    private bool Fails(ThreadMode mode, int operation, out TimeSpan ended)
    {
        var disk = new SimulatedDisk(new DiskFaults { FailAt = operation, FailsForEver = operation > LastOfCreation, Error = 28 }, seed: operation);
        Gate isStalled = new(), mayFail = new();
        disk.Before = number =>
        {
            if (number == operation)
            {
                isStalled.Open();
                mayFail.Pass(Patience);
            }
        };
        TradingPipeline? pipeline = null;
        ProcessorFailure? told = null;
        var body = new PipelineThread("run", () => Run(mode, disk, made => Volatile.Write(ref pipeline, made), failure => Volatile.Write(ref told, failure)));
        body.Start();
        while (!isStalled.Pass(TimeSpan.FromMilliseconds(1)) && !body.Join(TimeSpan.Zero))
        {
            Thread.Yield();
        }

        if (Volatile.Read(ref pipeline) is { } running)
        {
            WaitUntilStill(running);
        }

        var opened = System.Diagnostics.Stopwatch.GetTimestamp();
        mayFail.Open();
        Assert.That(body.Join(Patience), Is.True, $"operation {operation}: nothing ended");
        ended = System.Diagnostics.Stopwatch.GetElapsedTime(opened);
        if (!isStalled.Pass(TimeSpan.Zero))
        {
            Assert.That(body.Exception, Is.Null, "a run without a failure");
            return false;
        }

        Assert.That(body.Exception, Is.InstanceOf<ProcessorFailedException>().Or.InstanceOf<JournalFaultException>(), $"operation {operation}: {body.Exception}");
        if (body.Exception is ProcessorFailedException failed)
        {
            Assert.That(told, Is.SameAs(failed.Failure), "told when it was met");
        }

        Assert.That(disk.OpenHandles, Is.Zero, $"operation {operation}");
        Assert.That(operation > LastOfCreation || disk.FilesOf("folder").Count == 0, Is.True, $"operation {operation} left files");
        Repair(disk.AfterKill(), operation);
        return true;
    }

    private void Run(ThreadMode mode, SimulatedDisk disk, Action<TradingPipeline> made, Action<ProcessorFailure> failed)
    {
        using var run = new EngineRun(_recording, setup => Journaled(setup, disk, mode) with { Failed = failed });
        using var journal = run.Setup.Journal!;
        made(run.Pipeline);
        run.Pipeline.Start();
        run.Feed();
        run.Pipeline.Drain();
        journal.Seal();
    }

    private static void Repair(SimulatedDisk disk, int operation)
    {
        if (!TapeRecovery.IsNeeded(Tape, disk))
        {
            return;
        }

        TapeRecovery.Recover(Tape, disk: disk);
        using var reader = TapeReader.Open(Tape, ReadMode.Strict, disk);
        while (reader.ReadBlock())
        {
        }

        Assert.That(reader.IsSealed, Is.True, $"operation {operation}");
    }

    // Everything that can move has moved: what waits now waits for the disk.
    private static void WaitUntilStill(TradingPipeline pipeline)
    {
        var (seen, looks) = (-1L, 0);
        while (looks < LooksUntilStill)
        {
            var now = pipeline.Counters.Messages;
            looks = now == seen ? looks + 1 : 0;
            seen = now;
            Thread.Yield();
        }
    }
}

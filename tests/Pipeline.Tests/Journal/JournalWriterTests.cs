using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

public sealed class JournalWriterTests
{
    private readonly JournalLog _log = new(seed: 31, entries: 50);

    [Test]
    public void Should_name_how_far_each_acknowledgement_reaches()
    {
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, new SimulatedDisk());
        _log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
        var all = new JournalMark(_log.Records.Count, _log.Decisions.Count);
        Assert.That((writer.Accepted, writer.Written, writer.Durable), Is.EqualTo((all, default(JournalMark), default(JournalMark))));
        writer.Write();
        Assert.That((writer.Written, writer.Durable), Is.EqualTo((all, default(JournalMark))));
        writer.Sync();
        Assert.That(writer.Durable, Is.EqualTo(all));
    }

    [Test]
    public void Should_append_a_batch_to_the_tail_with_one_write()
    {
        var disk = new SimulatedDisk();
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk);
        _log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
        var before = disk.Operations;
        writer.Write();
        writer.Write();
        Assert.That(disk.Operations - before, Is.EqualTo(1));
    }

    [Test]
    public void Should_refuse_everything_after_a_failed_flush_and_never_flush_again()
    {
        // Operations: create, write and flush of the blocks, create of the tail, flush of the folder, a frame, its flush.
        var disk = new SimulatedDisk(new DiskFaults { FailAt = 6 }, seed: 0);
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk);
        JournalLog.Append(writer, _log.Records[0]);
        writer.Write();
        Assert.That(writer.Sync, Throws.TypeOf<JournalFaultException>());
        Assert.That(writer.Fault?.Kind, Is.EqualTo(JournalFaultKind.FlushFailed));
        Assert.That(writer.Sync, Throws.TypeOf<JournalFaultException>());
        Assert.That(writer.Seal, Throws.TypeOf<JournalFaultException>());
        Assert.That(() => JournalLog.Append(writer, _log.Records[1]), Throws.TypeOf<JournalFaultException>());
        Assert.That((disk.Operations, writer.Durable), Is.EqualTo((7, default(JournalMark))));
    }

    [Test]
    public void Should_refuse_a_second_tape_of_the_name_until_the_first_is_recovered()
    {
        var disk = new SimulatedDisk();
        JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk).Dispose();
        Assert.That(
            () => JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk),
            Throws.TypeOf<JournalFaultException>().With.Property("Fault").Property("Kind").EqualTo(JournalFaultKind.Unrecovered));
        TapeRecovery.Recover(JournalRun.Path, disk: disk);
        Assert.That(() => JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Should_leave_nothing_behind_where_it_cannot_be_created([Range(0, 4)] int operation, [Values(5, 28)] int error)
    {
        var disk = new SimulatedDisk(new DiskFaults { FailAt = operation, Error = error }, seed: 0);
        Assert.That(() => JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk), Throws.TypeOf<JournalFaultException>());
        Assert.That((disk.FilesOf("folder").Count, disk.OpenHandles), Is.EqualTo((0, 0)));
        Assert.That(() => JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk).Dispose(), Throws.Nothing, "the same call, now that the disk is well");
    }

    [Test]
    public void Should_say_that_what_it_created_could_not_be_removed()
    {
        var disk = new SimulatedDisk(new DiskFaults { FailAt = 2, FailsForEver = true }, seed: 0);
        Assert.That(
            () => JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk),
            Throws.TypeOf<JournalFaultException>().With.Message.Contains("could not be removed"));
    }

    [Test]
    public void Should_have_the_session_on_the_medium_before_the_first_record()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new SimulatedDisk(DiskFaults.None, seed);
            using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, disk);
            using var reader = JournalRun.Open(disk.AfterPowerLoss(), ReadMode.Prefix);
            Assert.That(reader.Header.SessionId, Is.EqualTo(_log.Header.SessionId), $"seed {seed}");
        }
    }

    [Test]
    public void Should_refuse_levels_that_are_not_as_many_as_the_record_says()
    {
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live, new SimulatedDisk());
        var depth = new InputRecord { Kind = RecordKind.DepthUpdate };
        (depth.Depth.BidCount, depth.Depth.AskCount) = (2, -1);
        Assert.That(() => writer.AppendInput(in depth, new LevelUpdate[1]), Throws.ArgumentException);
        Assert.That(() => writer.AppendInput(new InputRecord { Kind = RecordKind.Trade }, new LevelUpdate[1]), Throws.ArgumentException);
        Assert.That(() => writer.AppendDecision(0, default, [], []), Throws.ArgumentException, "no record yet");
    }

    [Test]
    public void Should_allocate_nothing_for_entries_batches_and_blocks()
    {
        var log = new JournalLog(seed: 33, entries: 2_000);
        var disk = new DiscardingDisk();
        using var writer = JournalWriter.Create(JournalRun.Path, log.Header, JournalOptions.Live with { TailBytes = 1 << 17, FrameBytes = 1 << 14 }, disk);
        AppendAll(writer, log);
        Assert.That(Allocations.Of(() => AppendAll(writer, log)), Is.Zero);
    }

    [Test]
    public void Should_allocate_nothing_for_blocks_that_are_read()
    {
        using var reader = JournalRun.Open(JournalRun.Sealed(new JournalLog(seed: 34, entries: 3_000), 2_000), ReadMode.Strict);
        for (var i = 0; i < 20; i++)
        {
            Assert.That(reader.ReadBlock());
        }

        var blocks = 0;
        var bytes = Allocations.Of(() => blocks = CountBlocks(reader));

        Assert.That((bytes, blocks > 100), Is.EqualTo((0L, true)), $"{blocks} blocks");
    }

    private static int CountBlocks(TapeReader reader)
    {
        var blocks = 0;
        while (reader.ReadBlock())
        {
            blocks++;
        }

        return blocks;
    }

    private static void AppendAll(JournalWriter writer, JournalLog log)
    {
        foreach (var entry in log.Entries)
        {
            JournalLog.Append(writer, entry);
            if (!entry.IsRecord)
            {
                writer.Write();
            }
        }
    }

    /// <summary>Takes every byte and keeps none, so that only the journal's own memory is counted.</summary>
    private sealed class DiscardingDisk : IJournalDisk
    {
        public IJournalFile Create(string path, long preallocatedBytes) => new DiscardingFile();

        public IJournalFile OpenRead(string path) => new DiscardingFile();

        public bool Exists(string path) => false;

        public IReadOnlyList<string> FilesOf(string folder) => [];

        public void Rename(string path, string newPath) => GC.KeepAlive(path);

        public void Delete(string path) => GC.KeepAlive(path);

        public void FlushFolderOf(string path) => GC.KeepAlive(path);
    }

    private sealed class DiscardingFile : IJournalFile
    {
        public long Length => 0;

        public int Write(ReadOnlySpan<byte> bytes, long offset) => bytes.Length;

        public int Read(Span<byte> bytes, long offset) => 0;

        public void Flush() => GC.KeepAlive(this);

        public void Dispose() => GC.KeepAlive(this);
    }
}

using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

public sealed class RoundtripTests
{
    [Test]
    public void Should_read_back_every_kind_bit_for_bit_whatever_its_fields_hold([Values(120, 3_000, 65_536)] int blockBytes)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var log = new JournalLog(seed, entries: 300);
            Assert.That(ReadAll(JournalRun.Sealed(log, blockBytes), log), Is.EqualTo((log.Records.Count, log.Decisions.Count)), $"seed {seed}");
        }
    }

    [Test]
    public void Should_write_the_same_bytes_for_the_same_log()
    {
        var log = new JournalLog(seed: 3, entries: 500);
        Assert.That(JournalRun.Sealed(log, 3_000)[JournalRun.Path], Is.EqualTo(JournalRun.Sealed(log, 3_000)[JournalRun.Path]));
    }

    [Test]
    public void Should_read_back_the_header()
    {
        var log = new JournalLog(seed: 1, entries: 1);
        var header = log.Header with
        {
            PreviousFileId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            PreviousChain = 12,
            FirstRecordOrdinal = 13,
            FirstDecisionOrdinal = 14,
            FeatureSchemaHash = 15,
            ConfigHash = 16,
            ModelHash = 17,
        };
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, header, JournalOptions.Import, disk))
        {
            writer.Seal();
        }

        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        Assert.That(reader.ReadBlock(), Is.False);
        Assert.That(reader.Header.Instruments, Is.EqualTo(header.Instruments));
        Assert.That(reader.Header with { Instruments = header.Instruments }, Is.EqualTo(header));
    }

    [Test]
    public void Should_hold_a_header_that_needs_more_than_one_page()
    {
        var instrument = new JournalLog(1, 1).Header.Instruments[0];
        var header = new JournalLog(1, 1).Header with { Instruments = [.. Enumerable.Range(0, 500).Select(i => instrument with { Symbol = $"S{i}" })] };
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, header, JournalOptions.Import, disk))
        {
            writer.Seal();
        }

        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        Assert.That(reader.Header.Instruments, Is.EqualTo(header.Instruments));
    }

    [Test]
    public void Should_keep_the_largest_message_and_all_its_levels()
    {
        var record = new InputRecord { Kind = RecordKind.DepthSnapshot };
        (record.Depth.BidCount, record.Depth.AskCount) = (LevelArena.MaxRun, 0);
        var levels = Enumerable.Range(0, LevelArena.MaxRun).Select(i => new LevelUpdate { PriceTicks = (long)i << 40, SizeLots = ~(long)i }).ToArray();
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, new JournalLog(1, 1).Header, JournalOptions.Live, disk))
        {
            for (var i = 0; i < 9; i++)
            {
                writer.AppendInput(in record, levels);
                writer.Write();
            }

            writer.Seal();
        }

        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            foreach (var read in reader.Records)
            {
                Assert.That(reader.Levels.Slice((int)read.Depth.LevelOffset, LevelArena.MaxRun).SequenceEqual(levels));
            }
        }

        Assert.That(reader.End.Records, Is.EqualTo(9));
    }

    [Test]
    public void Should_close_a_block_after_ten_seconds_of_receive_time_only_where_a_tail_is_to_be_freed()
    {
        Assert.That(InfoOf(JournalOptions.Live).Blocks, Is.EqualTo(4));
        Assert.That(InfoOf(JournalOptions.Import).Blocks, Is.EqualTo(1));
    }

    [Test]
    public void Should_not_take_the_start_of_the_session_for_a_moment_of_the_market()
    {
        var info = InfoOf(JournalOptions.Live);
        Assert.That((info.FirstReceiveNanos, info.LastReceiveNanos), Is.EqualTo((1_000_000_000_000L, 1_034_000_000_000L)));
        Assert.That(info.Records, Is.EqualTo(36));
    }

    [Test]
    public void Should_keep_no_decisions_where_none_are_wanted()
    {
        var log = new JournalLog(seed: 8, entries: 200);
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, log.Header, JournalOptions.Import with { Decisions = false }, disk))
        {
            log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
            writer.Seal();
        }

        Assert.That(ReadAll(disk, log), Is.EqualTo((log.Records.Count, 0)));
    }

    // A session's start and 35 records, a second apart.
    private static TapeInfo InfoOf(JournalOptions options)
    {
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, new JournalLog(1, 1).Header, options, disk))
        {
            writer.AppendInput(new InputRecord { Kind = RecordKind.SessionStart }, []);
            for (var second = 1_000L; second < 1_035; second++)
            {
                writer.AppendInput(new InputRecord { Kind = RecordKind.Tick, ReceiveNanos = second * 1_000_000_000 }, []);
            }

            writer.Seal();
        }

        return TapeInspector.Info(JournalRun.Path, disk);
    }

    [Test]
    public void Should_keep_blocks_and_decisions_whose_records_stand_in_an_earlier_block()
    {
        var log = new JournalLog(seed: 9, entries: 400);
        var disk = JournalRun.Sealed(log, blockBytes: 100);
        Assert.That(ReadAll(disk, log), Is.EqualTo((log.Records.Count, log.Decisions.Count)));
        Assert.That(TapeInspector.Info(JournalRun.Path, disk).Blocks, Is.GreaterThan(100));
    }

    [Test]
    public void Should_write_to_real_files_and_recover_what_was_left_open()
    {
        var folder = Directory.CreateTempSubdirectory("journal");
        try
        {
            var path = Path.Combine(folder.FullName, "T.tape");
            var log = new JournalLog(seed: 5, entries: 300);
            using (var writer = JournalWriter.Create(path, log.Header, JournalOptions.Live))
            {
                log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
                writer.Write();
                writer.Sync();
                Assert.That(writer.Durable, Is.EqualTo(writer.Accepted));
            }

            Assert.That(TapeRecovery.Recover(path).Recovered, Is.EqualTo(new JournalMark(log.Records.Count, log.Decisions.Count)));
            Assert.That(TapeInspector.Verify(folder.FullName).IsSound);
            Assert.That(folder.GetFiles().Select(file => file.Name), Is.EquivalentTo(new[] { "T.tape", "T.tape.damaged", "T.tape.damaged.tail" }), "no original is deleted");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int Records, int Decisions) ReadAll(SimulatedDisk disk, JournalLog log)
    {
        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            Assert.That(TapeComparer.Difference(reader, log), Is.Null);
        }

        return ((int)reader.End.Records, (int)reader.End.Decisions);
    }
}

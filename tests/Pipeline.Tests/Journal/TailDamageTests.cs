using System.Buffers.Binary;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Journal.Envelope;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>The tail of a tape whose writer was cut off, damaged in every way there is.</summary>
public sealed class TailDamageTests
{
    private const string TailPath = JournalRun.Path + ".tail";
    private const int EntriesAFrame = 3;

    private readonly JournalLog _log = new(seed: 41, entries: 12);
    private SimulatedDisk _disk = null!;
    private byte[] _tail = [];
    private List<(int Start, int Bytes, int Records)> _frames = [];

    [OneTimeSetUp]
    public void WriteTape()
    {
        var disk = new SimulatedDisk();
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live with { TailBytes = 16 * 1024 }, disk);
        foreach (var entries in _log.Entries.Chunk(EntriesAFrame))
        {
            Array.ForEach(entries, entry => JournalLog.Append(writer, entry));
            writer.Write();
        }

        _disk = disk.AfterKill();
        _tail = _disk[TailPath];
        _frames = [.. FramesOf(_tail, _log)];
    }

    [Test]
    public void Should_read_the_whole_tail_of_a_writer_that_was_cut_off_and_tell_nothing_but_that_there_is_no_seal()
    {
        var read = Read(_tail);
        Assert.That((read.Seen, read.Missing, read.Defects.Single().Fault), Is.EqualTo(((long)_log.Records.Count, 0L, TapeFault.NotSealed)));
    }

    [TestCase(0, false)]
    [TestCase(16 * 1024, false)]
    [TestCase(16 * 1024, true)]
    public void Should_tell_no_loss_where_a_writer_was_cut_off_before_its_first_frame(int bytes, bool isWritten)
    {
        var disk = new SimulatedDisk();
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, JournalOptions.Live with { TailBytes = 16 * 1024 }, disk);
        disk = disk.AfterKill();
        var tail = new byte[bytes];
        tail.AsSpan(Math.Max(0, bytes - 1)).Fill((byte)(isWritten ? 1 : 0));
        disk[TailPath] = tail;
        var result = TapeRecovery.Recover(JournalRun.Path, disk: disk);
        Assert.That((result.IsLoss, result.Defects.Any(defect => defect.Fault == TapeFault.NoTail)), Is.EqualTo((isWritten, isWritten)), "zeros alone were never anything else");
        Assert.That(TapeInspector.Verify(JournalRun.Path, disk: disk).Holes, Is.EqualTo(isWritten ? 1 : 0));
    }

    [Test]
    public void Should_tell_of_a_bit_of_any_byte_and_keep_every_other_frame()
    {
        var tail = (byte[])_tail.Clone();
        var end = _frames[^1].Start + TapeFormat.Align(_frames[^1].Bytes);
        foreach (var bit in Enumerable.Range(0, end).Select(at => (8 * at) + (at % 8)))
        {
            var frame = _frames.FindLastIndex(each => each.Start <= bit / 8);
            var isPadding = bit / 8 >= _frames[frame].Start + _frames[frame].Bytes;
            tail[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = Read(tail);
            tail[bit / 8] ^= (byte)(1 << (bit % 8));
            var lost = isPadding ? 0 : _frames[frame].Records;
            Assert.That(read.Seen, Is.EqualTo(_log.Records.Count - lost), $"bit {bit % 8} of byte {bit / 8}, frame {frame}");
            Assert.That(read.Missing, Is.EqualTo(frame == _frames.Count - 1 ? 0 : lost), $"bit {bit % 8} of byte {bit / 8}, frame {frame}");
            var told = read.Defects.Single(defect => defect.File == TailPath);
            Assert.That(told.IsTornTail, Is.EqualTo(frame == _frames.Count - 1 && !isPadding), $"bit {bit % 8} of byte {bit / 8}, frame {frame}");
        }
    }

    [Test]
    public void Should_keep_what_follows_a_damaged_frame_behind_a_hole_when_the_tape_is_repaired()
    {
        var tail = (byte[])_tail.Clone();
        tail[_frames[1].Start + 60] ^= 1;
        var disk = _disk.AfterKill();
        disk[TailPath] = tail;
        var result = TapeRecovery.Recover(JournalRun.Path, disk: disk);

        Assert.That((result.IsLoss, result.Holes, result.MissingRecords), Is.EqualTo((true, 1L, (long)_frames[1].Records)));
        Assert.That(result.RecordsKept, Is.EqualTo(_log.Records.Count - _frames[1].Records));
        Assert.That(result.Lost.Single(), Does.Contain($"byte {_frames[1].Start}"));
        Assert.That(disk[JournalRun.Path + ".damaged.tail"], Is.EqualTo(tail), "the evidence is kept");
        var verification = TapeInspector.Verify(JournalRun.Path, disk: disk);
        Assert.That((verification.IsSound, verification.IsSealed, verification.Holes), Is.EqualTo((true, true, 1L)));
    }

    [Test]
    public void Should_tell_where_the_tail_is_not_there()
    {
        var disk = _disk.AfterKill();
        disk.Delete(TailPath);
        var result = TapeRecovery.Recover(JournalRun.Path, disk: disk);
        Assert.That((result.IsLoss, result.RecordsKept), Is.EqualTo((true, 0L)));
        Assert.That(result.Lost, Is.EqualTo(new[] { $"{TailPath}: byte 0: the tail that belongs to it is not there", $"{JournalRun.Path}.open: cut off before its first record" }));
    }

    private static IEnumerable<(int Start, int Bytes, int Records)> FramesOf(byte[] tail, JournalLog log)
    {
        var chunks = log.Entries.Chunk(EntriesAFrame).Select(entries => entries.Count(entry => entry.IsRecord));
        var start = 0;
        foreach (var records in chunks)
        {
            var bytes = BinaryPrimitives.ReadInt32LittleEndian(tail.AsSpan(start + 4));
            yield return (start, bytes, records);
            start += TapeFormat.Align(bytes);
        }
    }

    private ReadResult Read(byte[] tail)
    {
        var disk = new SimulatedDisk { [JournalRun.Path + ".open"] = _disk[JournalRun.Path + ".open"], [TailPath] = tail };
        using var reader = JournalRun.Open(disk, ReadMode.Salvage);
        var (seen, missing) = (0L, 0L);
        while (reader.ReadBlock())
        {
            if (reader.Records is [{ Kind: RecordKind.Hole, Flags: RecordFlags.Salvaged } hole])
            {
                missing += hole.Hole.ToRecord - hole.Hole.FromRecord + 1;
                continue;
            }

            Assert.That(TapeComparer.Difference(reader, _log), Is.Null);
            seen += reader.Records.Length;
        }

        return new ReadResult(seen, missing, reader.Defects);
    }

    private sealed record ReadResult(long Seen, long Missing, IReadOnlyList<TapeDefect> Defects);
}

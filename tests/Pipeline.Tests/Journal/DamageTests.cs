using System.Buffers.Binary;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Journal.Envelope;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>A small tape, damaged in every way there is.</summary>
public sealed class DamageTests
{
    private const int CopyBytes = TapeFormat.FileHeaderUnitBytes;
    private const int HeaderBytes = 2 * CopyBytes;
    private const int BlockBytes = 500;
    private const int SegmentRecords = 8;

    private readonly JournalLog _log = new(seed: 11, entries: 40);
    private byte[] _tape = [];
    private List<(int Start, int End)> _blocks = [];

    [OneTimeSetUp]
    public void WriteTape()
    {
        _tape = JournalRun.Sealed(_log, BlockBytes)[JournalRun.Path];
        _blocks = [.. BlocksOf(_tape)];
    }

    [Test]
    public void Should_refuse_the_tape_when_any_one_bit_of_it_is_turned()
    {
        var tape = (byte[])_tape.Clone();
        for (var bit = 0; bit < 8 * tape.Length; bit++)
        {
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(DefectOf(tape), Is.Not.Null, $"bit {bit % 8} of byte {bit / 8}");
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void Should_refuse_the_tape_when_any_one_byte_is_overwritten()
    {
        var random = new Random(1);
        foreach (var value in new[] { 0x00, 0xFF, random.Next(256) })
        {
            for (var i = 0; i < _tape.Length; i++)
            {
                var tape = (byte[])_tape.Clone();
                tape[i] = (byte)value;
                Assert.That(DefectOf(tape), _tape[i] == value ? Is.Null : Is.Not.Null, $"byte {i}");
            }
        }
    }

    [Test]
    public void Should_read_exactly_the_whole_blocks_before_the_cut_when_the_tape_is_cut_at_any_byte()
    {
        var ends = RecordsAtBlockEnds();
        for (var length = HeaderBytes; length < _tape.Length; length++)
        {
            var read = Read(_tape[..length], ReadMode.Prefix);
            var whole = _blocks.Count(block => block.End <= length);
            Assert.That(read.Records, Is.EqualTo(whole == 0 ? 0 : ends[whole - 1]), $"cut at {length}");
            Assert.That(read.Defects.Single().IsTornTail, $"cut at {length}");
        }
    }

    [Test]
    public void Should_refuse_a_cut_within_the_file_header()
    {
        for (var length = 0; length < CopyBytes; length += 7)
        {
            Assert.That(() => Read(_tape[..length], ReadMode.Salvage), Throws.TypeOf<TapeException>(), $"cut at {length}");
        }

        for (var length = CopyBytes; length < HeaderBytes; length += 7)
        {
            var read = Read(_tape[..length], ReadMode.Salvage);
            Assert.That((read.Seen, read.Defects.Count > 0), Is.EqualTo((0L, true)), $"cut at {length}");
        }
    }

    [Test]
    public void Should_tell_rot_from_a_torn_tail_when_a_valid_block_follows()
    {
        var tape = (byte[])_tape.Clone();
        tape[_blocks[2].Start + TapeFormat.BlockHeaderBytes] ^= 1;
        var defect = Read(tape, ReadMode.Prefix).Defects.Single();
        Assert.That(defect, Is.EqualTo(new TapeDefect(JournalRun.Path, _blocks[2].Start, TapeFault.Checksum, IsTornTail: false)));
        Assert.That(defect.ToString(), Does.Contain($"byte {_blocks[2].Start}").And.Contain("tape repair"));
    }

    [Test]
    public void Should_salvage_every_other_block_when_any_one_is_damaged()
    {
        var ends = RecordsAtBlockEnds();
        for (var damaged = 0; damaged < _blocks.Count - 1; damaged++)
        {
            var tape = (byte[])_tape.Clone();
            tape.AsSpan(_blocks[damaged].Start + 3, 60).Fill(0xA5);
            var read = Read(tape, ReadMode.Salvage);
            var lost = ends[damaged] - (damaged == 0 ? 0 : ends[damaged - 1]);
            Assert.That(read.Missing, Is.EqualTo(lost), $"block {damaged}");
            Assert.That(read.Seen, Is.EqualTo(_log.Records.Count - lost), $"block {damaged}");
        }
    }

    [Test]
    public void Should_keep_every_record_and_tell_when_any_one_bit_of_the_headers_is_turned()
    {
        var tape = (byte[])_tape.Clone();
        var used = FileHeader.Used(tape.AsSpan(0, CopyBytes)).Length;
        var bits = Enumerable.Range(0, 8 * HeaderBytes).Where(bit => bit / 8 % CopyBytes < used || bit % 61 == 0);
        foreach (var bit in bits)
        {
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = Read(tape, ReadMode.Salvage);
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That((read.Seen, read.Missing, read.Defects.Count), Is.EqualTo(((long)_log.Records.Count, 0L, 1)), $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    [Test]
    public void Should_read_every_block_by_the_header_in_the_seal_when_both_at_the_start_are_gone()
    {
        var tape = (byte[])_tape.Clone();
        tape.AsSpan(0, HeaderBytes).Fill(0xA5);
        var read = Read(tape, ReadMode.Salvage);
        Assert.That((read.Seen, read.Missing, read.Defects.Single().Fault), Is.EqualTo(((long)_log.Records.Count, 0L, TapeFault.FileHeader)));
        using var reader = JournalRun.Open(new SimulatedDisk { [JournalRun.Path] = tape }, ReadMode.Salvage);
        Assert.That((reader.Header.FileId, reader.Header.Instruments.Count), Is.EqualTo((_log.Header.FileId, _log.Header.Instruments.Count)));
    }

    [Test]
    public void Should_find_the_blocks_at_any_byte_when_bytes_went_missing_or_came_between()
    {
        var ends = RecordsAtBlockEnds();
        for (var damaged = 0; damaged < _blocks.Count - 1; damaged++)
        {
            var at = _blocks[damaged].Start + 40;
            var lost = ends[damaged] - (damaged == 0 ? 0 : ends[damaged - 1]);
            foreach (var tape in new byte[][] { [.. _tape[..at], .. _tape[(at + 1)..]], [.. _tape[..at], 1, 2, 3, .. _tape[at..]] })
            {
                var read = Read(tape, ReadMode.Salvage);
                Assert.That((read.Seen, read.Missing), Is.EqualTo((_log.Records.Count - lost, lost)), $"block {damaged}");
            }
        }
    }

    [Test]
    public void Should_lose_no_more_than_the_block_hit_when_a_bit_of_any_byte_is_turned()
    {
        var ends = RecordsAtBlockEnds();
        var tape = (byte[])_tape.Clone();
        foreach (var bit in Enumerable.Range(HeaderBytes, tape.Length - HeaderBytes).Select(at => (8 * at) + (at % 8)))
        {
            var block = _blocks.FindIndex(each => each.End > bit / 8);
            var lost = block == _blocks.Count - 1 ? 0 : ends[block] - (block == 0 ? 0 : ends[block - 1]);
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = Read(tape, ReadMode.Salvage);
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That((read.Seen, read.Defects.Count > 0), Is.EqualTo((_log.Records.Count - lost, true)), $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    [Test]
    public void Should_report_a_missing_a_doubled_and_a_moved_block()
    {
        Assert.That(FaultOf(Join(0, 1, 3, 4)), Is.EqualTo(TapeFault.Sequence), "missing");
        Assert.That(FaultOf(Join(0, 1, 1, 2, 3)), Is.EqualTo(TapeFault.Sequence), "doubled");
        Assert.That(FaultOf(Join(1, 0, 2, 3)), Is.EqualTo(TapeFault.Sequence), "moved");
        Assert.That(Read(Join([0, 1, 1, .. Enumerable.Range(2, _blocks.Count - 2)]), ReadMode.Salvage).Seen, Is.EqualTo(_log.Records.Count));
    }

    [Test]
    public void Should_report_a_block_of_another_file()
    {
        var other = JournalRun.Sealed(WithId(_log, 1), BlockBytes)[JournalRun.Path];
        var tape = (byte[])_tape.Clone();
        other.AsSpan(_blocks[1].Start, _blocks[1].End - _blocks[1].Start).CopyTo(tape.AsSpan(_blocks[1].Start));
        Assert.That(FaultOf(tape), Is.EqualTo(TapeFault.ForeignBlock));
    }

    [Test]
    public void Should_report_an_exchanged_block_by_the_chain_though_it_is_valid_in_itself()
    {
        var twin = new JournalLog(11, 40);
        twin.Records[0].Record.ReceiveNanos++;
        var other = JournalRun.Sealed(twin, BlockBytes)[JournalRun.Path];
        var blocks = BlocksOf(other).ToList();
        byte[] tape = [.. _tape[.._blocks[0].Start], .. other[blocks[0].Start..blocks[0].End], .. _tape[_blocks[0].End..]];
        Assert.That(DefectOf(tape), Is.EqualTo(new TapeDefect(JournalRun.Path, blocks[0].End, TapeFault.Chain, IsTornTail: false)));
    }

    [Test]
    public void Should_name_the_version_when_it_is_another()
    {
        var tape = (byte[])_tape.Clone();
        var used = FileHeader.Used(tape.AsSpan(0, CopyBytes)).Length;
        BinaryPrimitives.WriteUInt16LittleEndian(tape.AsSpan(8), TapeFormat.Version + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(tape.AsSpan(used - 4), Crc32C.Of(tape.AsSpan(0, used - 4)));
        Assert.That(FaultOf(tape[..CopyBytes]), Is.EqualTo(TapeFault.Version), "a later one");

        var earlier = (byte[])_tape.Clone();
        BinaryPrimitives.WriteUInt16LittleEndian(earlier.AsSpan(8), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(earlier.AsSpan(CopyBytes - 4), Crc32C.Of(earlier.AsSpan(0, CopyBytes - 4)));
        Assert.That(FaultOf(earlier[..CopyBytes]), Is.EqualTo(TapeFault.Version), "the one that had one header, signed with its zeros");
        Assert.That(DefectOf(earlier[..CopyBytes])!.ToString(), Does.Contain("tape import"));
    }

    [Test]
    public void Should_report_bytes_behind_the_seal_and_a_missing_seal()
    {
        Assert.That(FaultOf([.. _tape, 0, 0, 0, 0, 0, 0, 0, 0]), Is.EqualTo(TapeFault.TrailingBytes));
        Assert.That(FaultOf(_tape[.._blocks[^1].Start]), Is.EqualTo(TapeFault.NotSealed));
    }

    [Test]
    public void Should_list_every_defect_with_its_file_and_byte()
    {
        var tape = (byte[])_tape.Clone();
        tape[_blocks[1].Start + 20] ^= 4;
        tape[_blocks[4].Start + 120] ^= 4;
        var disk = new SimulatedDisk { [JournalRun.Path] = tape };
        var verification = TapeInspector.Verify(JournalRun.Path, disk: disk);
        Assert.That(verification.Defects.Select(defect => defect.Offset), Is.EqualTo(new long[] { _blocks[1].Start, _blocks[4].Start }));
        Assert.That(verification.Records + verification.MissingRecords, Is.EqualTo(_log.Records.Count));
    }

    [Test]
    public void Should_read_a_folder_of_segments_as_one_and_report_a_missing_one()
    {
        var disk = new SimulatedDisk();
        var header = _log.Header;
        for (var segment = 0; segment < 3; segment++)
        {
            header = WriteSegment(disk, header, segment);
        }

        Assert.That(Read(disk, ReadMode.Strict, "folder").Records, Is.EqualTo(3 * SegmentRecords));
        var last = disk["folder/2.tape"];
        disk.Delete("folder/2.tape");
        Assert.That(Read(disk, ReadMode.Salvage, "folder").Defects.Single().Fault, Is.EqualTo(TapeFault.GoesOn), "the session did not end with the second");
        disk["folder/2.tape"] = last;
        disk.Delete("folder/1.tape");
        Assert.That(() => Read(disk, ReadMode.Strict, "folder"), Throws.TypeOf<TapeException>());
        Assert.That(Read(disk, ReadMode.Prefix, "folder").Records, Is.EqualTo(SegmentRecords));
        Assert.That(Read(disk, ReadMode.Salvage, "folder").Missing, Is.EqualTo(SegmentRecords));
    }

    [Test]
    public void Should_take_sessions_of_one_folder_for_tapes_of_their_own()
    {
        var disk = new SimulatedDisk();
        var header = _log.Header;
        for (var segment = 0; segment < 3; segment++)
        {
            header = WriteSegment(disk, header, segment);
        }

        disk["folder/another.tape"] = JournalRun.Sealed(WithId(_log, 77), BlockBytes)[JournalRun.Path];
        disk.Delete("folder/1.tape");

        Assert.That(TapeFolder.TapesAt("folder", disk), Is.EqualTo(new string[][] { ["folder/0.tape", "folder/2.tape"], ["folder/another.tape"] }));
        Assert.That(() => Read(disk, ReadMode.Salvage, "folder"), Throws.TypeOf<TapeException>().With.Message.EqualTo(
            "folder: holds 2 tapes, each of a session of its own: folder/0.tape, folder/another.tape; name one of them"));
        Assert.That(Read(disk, ReadMode.Strict, "folder/another.tape").Records, Is.EqualTo(_log.Records.Count()));
    }

    private TapeHeader WriteSegment(SimulatedDisk disk, TapeHeader header, int segment)
    {
        using var writer = JournalWriter.Create($"folder/{segment}.tape", header, JournalOptions.Import, disk);
        foreach (var entry in _log.Records.Skip(SegmentRecords * segment).Take(SegmentRecords))
        {
            JournalLog.Append(writer, entry);
        }

        writer.Seal(endsSession: segment == 2);
        return header with
        {
            FileId = new Guid(segment + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            PreviousFileId = header.FileId,
            PreviousChain = writer.Chain,
            FirstRecordOrdinal = writer.Durable.Records,
        };
    }

    private static JournalLog WithId(JournalLog log, int id) =>
        new(11, 40) { Header = log.Header with { FileId = new Guid(id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) } };

    private byte[] Join(params int[] blocks) =>
        [.. _tape[.._blocks[0].Start], .. blocks.SelectMany(block => _tape[_blocks[block].Start.._blocks[block].End])];

    private static TapeFault? FaultOf(byte[] tape) => DefectOf(tape)?.Fault;

    private static TapeDefect? DefectOf(byte[] tape)
    {
        try
        {
            using var reader = JournalRun.Open(new SimulatedDisk { [JournalRun.Path] = tape }, ReadMode.Strict);
            while (reader.ReadBlock())
            {
                GC.KeepAlive(reader);
            }

            return null;
        }
        catch (TapeException e)
        {
            return e.Defect;
        }
    }

    /// <summary>Ordinals behind each block's last record, as the block headers say.</summary>
    private List<long> RecordsAtBlockEnds() =>
        [.. _blocks.Select(block => BinaryPrimitives.ReadInt64LittleEndian(_tape.AsSpan(block.Start + 32)) + BinaryPrimitives.ReadInt32LittleEndian(_tape.AsSpan(block.Start + 40)))];

    private static IEnumerable<(int Start, int End)> BlocksOf(byte[] tape)
    {
        for (var start = HeaderBytes; start < tape.Length;)
        {
            var end = start + TapeFormat.Align(TapeFormat.BlockHeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(tape.AsSpan(start + 48)));
            yield return (start, end);
            start = end;
        }
    }

    private ReadResult Read(byte[] tape, ReadMode mode) => Read(new SimulatedDisk { [JournalRun.Path] = tape }, mode, JournalRun.Path);

    private ReadResult Read(SimulatedDisk disk, ReadMode mode, string path)
    {
        using var reader = JournalRun.Open(disk, mode, path);
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

        return new ReadResult(reader.End.Records, seen, missing, reader.Defects);
    }

    private sealed record ReadResult(long Records, long Seen, long Missing, IReadOnlyList<TapeDefect> Defects);
}

using System.Buffers.Binary;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Journal.Envelope;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>Bytes that no writer wrote. A reader answers with <see cref="TapeException"/> or with records, never otherwise.</summary>
public sealed class ReaderFuzzTests
{
    private const int HeaderBytes = 2 * TapeFormat.FileHeaderUnitBytes;

    [Test]
    public void Should_raise_nothing_but_TapeException_when_bytes_change_anywhere([Values] ReadMode mode)
    {
        var tape = JournalRun.Sealed(new JournalLog(21, 80), 700)[JournalRun.Path];
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var damaged = Damage(tape, random);
            Assert.That(Unexpected(new SimulatedDisk { [JournalRun.Path] = damaged }, mode), Is.Null, $"seed {seed}");
        }
    }

    [Test]
    public void Should_raise_nothing_but_TapeException_when_a_payload_is_damaged_under_valid_checksums()
    {
        var tape = JournalRun.Sealed(new JournalLog(22, 40), 65_536)[JournalRun.Path];
        var raw = RawPayload(tape);
        for (var seed = 0; seed < 20_000; seed++)
        {
            var payload = DamagePayload(raw, new Random(seed));
            var forged = Forge(tape, payload);
            Assert.That(Unexpected(new SimulatedDisk { [JournalRun.Path] = forged }, ReadMode.Strict), Is.Null, $"seed {seed}");
        }
    }

    [Test]
    public void Should_refuse_lengths_that_a_block_may_not_have_whatever_its_checksums_say()
    {
        var tape = JournalRun.Sealed(new JournalLog(23, 40), 65_536)[JournalRun.Path];
        foreach (var (offset, value) in new[] { (44, -1), (44, TapeFormat.RawBytesMax + 1), (44, int.MaxValue), (48, -1), (48, 0), (48, int.MaxValue), (40, -1), (40, TapeFormat.MaxRecords + 1) })
        {
            var forged = (byte[])tape.Clone();
            BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(HeaderBytes + offset), value);
            SignHeader(forged);
            Assert.That(FaultOf(forged), Is.EqualTo(TapeFault.Length), $"{value} at {offset}");
        }
    }

    [Test]
    public void Should_refuse_a_raw_length_that_LZ4_does_not_come_to()
    {
        var tape = JournalRun.Sealed(new JournalLog(23, 200), 65_536)[JournalRun.Path];
        var raw = BinaryPrimitives.ReadInt32LittleEndian(tape.AsSpan(HeaderBytes + 44));
        foreach (var length in new[] { raw - 1, raw + 1, TapeFormat.RawBytesMax })
        {
            var forged = (byte[])tape.Clone();
            BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(HeaderBytes + 44), length);
            SignHeader(forged);
            Assert.That(FaultOf(forged), Is.EqualTo(TapeFault.Compression), $"{length}");
        }
    }

    [Test]
    public void Should_stop_at_any_frame_of_the_tail_that_is_not_whole()
    {
        var (disk, log) = OpenTape();
        var tail = disk[JournalRun.Path + ".tail"];
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var damaged = (byte[])tail.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            }

            disk[JournalRun.Path + ".tail"] = damaged;
            using var reader = JournalRun.Open(disk, ReadMode.Prefix);
            while (reader.ReadBlock())
            {
                Assert.That(TapeComparer.Difference(reader, log), Is.Null, $"seed {seed}");
            }
        }
    }

    [Test]
    public void Should_raise_nothing_but_TapeException_when_a_frame_is_damaged_under_a_valid_checksum()
    {
        var (disk, _) = OpenTape();
        var tail = disk[JournalRun.Path + ".tail"];
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail.AsSpan(4));
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var forged = (byte[])tail.Clone();
            BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(TailFrame.HeaderBytes + (8 * random.Next((length / 8) - 6))), random.Next(-2, 20_000));
            BinaryPrimitives.WriteUInt32LittleEndian(forged, Crc32C.Of(forged.AsSpan(4, length - 4)));
            disk[JournalRun.Path + ".tail"] = forged;
            Assert.That(Unexpected(disk, ReadMode.Salvage), Is.Null, $"seed {seed}");
        }
    }

    [Test]
    public void Should_read_a_tail_of_entries_with_as_many_outcomes_as_an_entry_can_have()
    {
        var log = new JournalLog(25, 4);
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, log.Header, JournalOptions.Live, disk))
        {
            writer.AppendInput(new InputRecord { Kind = RecordKind.Trade, Instrument = 0 }, []);
            foreach (var outcomes in new[] { 1_500, TapeFormat.MaxOutcomes })
            {
                var entry = default(DecisionEntry);
                entry.Verdict.OutcomeCount = outcomes;
                writer.AppendDecision(0, in entry, [], [], new InputRecord[outcomes]);
            }

            writer.Write();
            disk = disk.AfterKill();
        }

        // The block with the first of them is lost, so that both come from the tail.
        disk[JournalRun.Path + ".open"] = disk[JournalRun.Path + ".open"][..HeaderBytes];
        using var reader = JournalRun.Open(disk, ReadMode.Prefix);
        var read = 0;
        while (reader.ReadBlock())
        {
            read += reader.Outcomes.Length;
        }

        Assert.That(read, Is.EqualTo(1_500 + TapeFormat.MaxOutcomes));
    }

    private static (SimulatedDisk Disk, JournalLog Log) OpenTape()
    {
        var log = new JournalLog(24, 60);
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Create(JournalRun.Path, log.Header, JournalOptions.Live with { TailBytes = 64 * 1024 }, disk))
        {
            log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
            writer.Write();
            return (disk.AfterKill(), log);
        }
    }

    private static byte[] Damage(byte[] tape, Random random)
    {
        var damaged = (byte[])tape.Clone();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    random.NextBytes(damaged.AsSpan(at, random.Next(damaged.Length - at)));
                    break;
                case 2:
                    damaged = damaged[..at];
                    break;
                default:
                    var from = random.Next(damaged.Length);
                    var count = Math.Min(random.Next(1000), damaged.Length - Math.Max(from, at));
                    damaged.AsSpan(from, count).ToArray().CopyTo(damaged, at);
                    break;
            }

            if (damaged.Length == 0)
            {
                return damaged;
            }
        }

        return damaged;
    }

    private static byte[] DamagePayload(byte[] raw, Random random)
    {
        var damaged = (byte[])raw.Clone();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? damaged[..random.Next(1, damaged.Length)] : damaged;
    }

    private static byte[] RawPayload(byte[] tape)
    {
        var (raw, stored) = (BinaryPrimitives.ReadInt32LittleEndian(tape.AsSpan(HeaderBytes + 44)), BinaryPrimitives.ReadInt32LittleEndian(tape.AsSpan(HeaderBytes + 48)));
        var payload = new byte[raw];
        var bytes = tape.AsSpan(HeaderBytes + TapeFormat.BlockHeaderBytes, stored);
        if (raw == stored)
        {
            bytes.CopyTo(payload);
        }
        else
        {
            Assert.That(K4os.Compression.LZ4.LZ4Codec.Decode(bytes, payload), Is.EqualTo(raw));
        }

        return payload;
    }

    /// <summary>A tape of one block with this payload, raw, and every checksum right.</summary>
    private static byte[] Forge(byte[] tape, byte[] payload)
    {
        var forged = new byte[HeaderBytes + TapeFormat.Align(TapeFormat.BlockHeaderBytes + payload.Length)];
        tape.AsSpan(0, HeaderBytes + TapeFormat.BlockHeaderBytes).CopyTo(forged);
        payload.CopyTo(forged, HeaderBytes + TapeFormat.BlockHeaderBytes);
        _ = BlockHeader.Read(forged.AsSpan(HeaderBytes), out var header);
        header = header with
        {
            Flags = BlockFlags.None,
            RawBytes = payload.Length,
            StoredBytes = payload.Length,
            Checksum = BlockHeader.ChecksumOf(payload, 0),
        };
        header.Write(forged.AsSpan(HeaderBytes), FileHeader.ChainOf(tape.AsSpan(0, HeaderBytes)));
        return forged;
    }

    private static void SignHeader(byte[] tape)
    {
        var header = tape.AsSpan(HeaderBytes, TapeFormat.BlockHeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[80..], BlockHeader.ChainOf(header, FileHeader.ChainOf(tape.AsSpan(0, HeaderBytes))));
        BinaryPrimitives.WriteUInt32LittleEndian(header[88..], Crc32C.Of(header[..88]));
    }

    private static TapeFault FaultOf(byte[] tape)
    {
        try
        {
            ReadAll(new SimulatedDisk { [JournalRun.Path] = tape }, ReadMode.Strict);
            return TapeFault.None;
        }
        catch (TapeException e)
        {
            return e.Defect.Fault;
        }
    }

    /// <summary>What came out of reading that should not, or null.</summary>
    private static Exception? Unexpected(SimulatedDisk disk, ReadMode mode)
    {
        try
        {
            ReadAll(disk, mode);
            return null;
        }
        catch (Exception e)
        {
            return e is TapeException ? null : e;
        }
    }

    private static void ReadAll(SimulatedDisk disk, ReadMode mode)
    {
        using var reader = JournalRun.Open(disk, mode);
        while (reader.ReadBlock())
        {
            GC.KeepAlive(reader);
        }
    }
}

using NUnit.Framework;
using Pipeline.Journal;
using Pipeline.Journal.Envelope;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>The one decision of recovery, over every condition there is, and over a tape of every condition that can be made.</summary>
public sealed class RecoveryTableTests
{
    private const int Entries = 48;
    private const string Open = JournalRun.Path + ".open";
    private const string Tail = JournalRun.Path + ".tail";

    private static readonly JournalLog Log = new(seed: 51, Entries);

    /// <summary>How a header is spoilt.</summary>
    public enum Headers
    {
        Both,
        FirstGone,
        SecondGone,
        BothGone,
    }

    /// <summary>How a tail is left.</summary>
    public enum Frames
    {
        Absent,
        Whole,
        Torn,
        Rotten,
    }

    [Test]
    public void Should_decide_every_condition([Values] bool isSealed, [Values] bool isOpen)
    {
        foreach (var header in Enum.GetValues<HeaderSource>())
        {
            foreach (var blocks in Enum.GetValues<BlocksState>())
            {
                foreach (var tail in Enum.GetValues<TailState>())
                {
                    var tape = new TapeCondition(header, isSealed, blocks, tail);
                    var plan = RecoveryTable.Decide(tape, isOpen);
                    Assert.That(plan.Action == RecoveryAction.Refuse, Is.EqualTo(header == HeaderSource.None), $"{tape}");
                    Assert.That(
                        plan.Action == RecoveryAction.LeaveAlone,
                        Is.EqualTo(header == HeaderSource.Both && isSealed && blocks != BlocksState.Rotten && !isOpen), $"{tape}");
                    Assert.That(plan.IsLoss || blocks != BlocksState.Rotten, $"{tape}: damage among the blocks is a loss");
                    Assert.That(plan.IsLoss || isSealed || tail is not (TailState.Rotten or TailState.Missing), $"{tape}: damage in the tail is a loss");
                }
            }
        }
    }

    [Test]
    public void Should_do_as_it_decides_with_a_tape_of_every_condition(
        [Values] Headers headers, [Values] bool isSealed, [Values] bool isBlockDamaged, [Values] Frames frames, [Values] bool isOpen)
    {
        var disk = Make(headers, isSealed, isBlockDamaged, frames, isOpen, hasTail: frames != Frames.Absent);
        var path = isOpen ? Open : JournalRun.Path;
        var before = disk.AfterKill();
        var files = new[] { path, Tail }.Where(disk.Exists).ToDictionary(file => file, file => disk[file]);
        if (headers == Headers.BothGone && !isSealed)
        {
            Assert.That(() => TapeRecovery.Recover(path, disk: disk), Throws.TypeOf<TapeException>());
            Assert.That(files.All(file => disk[file.Key].AsSpan().SequenceEqual(file.Value)), "nothing was changed");
            return;
        }

        var result = TapeRecovery.Recover(path, disk: disk);
        var isCut = !isSealed && frames == Frames.Absent;
        Assert.That(result.IsLoss, Is.EqualTo(isBlockDamaged || isCut || (!isSealed && frames == Frames.Rotten)));
        Assert.That(result.Lost.Any(line => line.EndsWith($"cut off after record {result.Recovered.Records - 1}", StringComparison.Ordinal)), Is.EqualTo(isCut));
        Assert.That(EndsInHole(disk), Is.EqualTo(isCut), "a part of a log never passes for the whole");
        Assert.That(result.IsSound, Is.EqualTo(headers == Headers.Both && isSealed && !isBlockDamaged && !isOpen));
        Assert.That(result.IsLoss, Is.EqualTo(result.Lost.Count > 0), string.Join(Environment.NewLine, result.Lost));
        var verified = TapeInspector.Verify(JournalRun.Path, disk: disk);
        Assert.That((verified.IsSound, verified.IsSealed), Is.EqualTo((true, true)), string.Join(Environment.NewLine, verified.Defects));
        Assert.That((verified.Records, verified.Holes, verified.MissingRecords), Is.EqualTo((result.RecordsKept, result.Holes, result.MissingRecords)));
        Assert.That(Differs(disk), Is.Null);
        Assert.That(result.Aside, Has.Count.EqualTo(result.IsSound ? 0 : files.Count));
        Assert.That(result.Aside.Select(name => disk[name]), Is.EqualTo(files.Values.Where(_ => !result.IsSound)), "no original is changed");

        var elsewhere = TapeRecovery.Recover(path, "other/U.tape", before);
        Assert.That(elsewhere.RecordsKept, Is.EqualTo(result.RecordsKept));
        Assert.That(files.All(file => before[file.Key].AsSpan().SequenceEqual(file.Value)), "with another place for the result the originals stay in theirs");
        Assert.That(TapeInspector.Verify("other/U.tape", disk: before).IsSound);
    }

    // Several blocks, of which the second may be damaged, and a tail of many frames behind the last.
    private static SimulatedDisk Make(Headers headers, bool isSealed, bool isBlockDamaged, Frames frames, bool isOpen, bool hasTail)
    {
        var disk = new SimulatedDisk();
        var options = hasTail ? JournalOptions.Live with { TailBytes = 256 * 1024, BlockBytes = 500 } : JournalOptions.Import with { BlockBytes = 500 };
        using (var writer = JournalWriter.Create(JournalRun.Path, Log.Header, options, disk))
        {
            foreach (var entries in Log.Entries.Chunk(3))
            {
                Array.ForEach(entries, entry => JournalLog.Append(writer, entry));
                writer.Write();
            }

            disk = disk.AfterKill();
        }

        if (isSealed)
        {
            var whole = JournalRun.Sealed(Log, blockBytes: 500);
            disk.Delete(Open);
            disk[isOpen ? Open : JournalRun.Path] = whole[JournalRun.Path];
        }
        else if (!isOpen)
        {
            disk.Rename(Open, JournalRun.Path);
        }

        var path = isOpen ? Open : JournalRun.Path;
        disk[path] = Damage(disk[path], headers, isBlockDamaged);
        if (hasTail)
        {
            disk[Tail] = Damage(disk[Tail], frames);
        }

        return disk;
    }

    private static byte[] Damage(byte[] tape, Headers headers, bool isBlockDamaged)
    {
        const int Copy = TapeFormat.FileHeaderUnitBytes;
        tape[20] ^= (byte)(headers is Headers.FirstGone or Headers.BothGone ? 1 : 0);
        tape[Copy + 20] ^= (byte)(headers is Headers.SecondGone or Headers.BothGone ? 1 : 0);
        tape[(2 * Copy) + TapeFormat.BlockHeaderBytes + 1] ^= (byte)(isBlockDamaged ? 1 : 0);
        return tape;
    }

    // The first half of the frames is in blocks already, so it is one of the last that is needed.
    private static byte[] Damage(byte[] tail, Frames frames)
    {
        var starts = new List<int>();
        for (var at = 0; BitConverter.ToInt32(tail, at + 4) is var bytes and > 0; at += TapeFormat.Align(bytes))
        {
            starts.Add(at);
        }

        var frame = frames == Frames.Torn ? starts[^1] : starts[^2];
        tail[frame + TailFrame.HeaderBytes + 3] ^= (byte)(frames is Frames.Torn or Frames.Rotten ? 1 : 0);
        return tail;
    }

    private static bool EndsInHole(SimulatedDisk disk)
    {
        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        var isHole = false;
        while (reader.ReadBlock())
        {
            isHole = Pipeline.Journal.Records.LogDigest.IsHole(reader);
        }

        return isHole;
    }

    private static string? Differs(SimulatedDisk disk)
    {
        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            for (var i = 0; i < reader.Records.Length && !Pipeline.Journal.Records.LogDigest.IsHole(reader); i++)
            {
                var ordinal = (int)reader.FirstRecordOrdinal + i;
                if (reader.Records[i].ReceiveNanos != Log.Records[ordinal].Record.ReceiveNanos || reader.Records[i].Kind != Log.Records[ordinal].Record.Kind)
                {
                    return $"record {ordinal} is not what was appended";
                }
            }
        }

        return null;
    }
}

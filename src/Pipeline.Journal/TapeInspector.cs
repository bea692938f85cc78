using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;

namespace Pipeline.Journal;

/// <summary>Looks at tapes without replaying them.</summary>
public static class TapeInspector
{
    /// <summary>What a tape's headers say: and whether any stored byte changed; the columns are not read.</summary>
    /// <exception cref="TapeException">It is not there, cannot be read, or does not start as a tape does.</exception>
    public static TapeInfo Info(string path, IJournalDisk? disk = null)
    {
        disk ??= PhysicalDisk.Instance;
        using var buffers = new BlockBuffers();
        using var blocks = new BlockInput(disk, disk.Exists(path) ? path : TapePaths.OpenOf(path), buffers);
        var (raw, stored, first, last) = (0L, 0L, 0L, 0L);
        var (count, records) = (0L, 0L);
        TapeFault fault;
        while ((fault = blocks.Pass(out var header)) == TapeFault.None && !blocks.IsSealed)
        {
            first = first == 0 ? header.FirstReceiveNanos : first;
            last = header.LastReceiveNanos != 0 ? header.LastReceiveNanos : last;
            count++;
            records += (header.Flags & BlockFlags.Hole) == 0 ? header.Records : 0;
            raw += header.RawBytes;
            stored += header.StoredBytes;
        }

        return new TapeInfo
        {
            Path = blocks.Path,
            Header = blocks.Header,
            FileBytes = blocks.Length,
            IsSealed = blocks.IsSealed,
            Blocks = count,
            Records = records,
            RawBytes = raw,
            StoredBytes = stored,
            FirstReceiveNanos = first,
            LastReceiveNanos = last,
            Defect = fault == TapeFault.None ? blocks.HeaderDefects.FirstOrDefault() : new TapeDefect(blocks.Path, blocks.Offset, fault, !blocks.IsFollowed()),
        };
    }

    /// <summary>Reads everything, checks every checksum, chain and count, and lists what is wrong.</summary>
    /// <param name="pathOrFolder">A tape, or a folder of its segments.</param>
    /// <param name="progress">Told the share of the present file that was read, 0 to 1.</param>
    /// <param name="disk">Where; null for the machine's own.</param>
    /// <exception cref="TapeException">It is not there, cannot be read, or does not start as a tape does.</exception>
    public static TapeVerification Verify(string pathOrFolder, IProgress<double>? progress = null, IJournalDisk? disk = null) =>
        Verify(TapeFolder.OnlyTapeAt(pathOrFolder, disk), progress, disk);

    /// <summary>The same of the tape whose segments these are.</summary>
    /// <exception cref="TapeException">The first cannot be read, or does not start as a tape does.</exception>
    public static TapeVerification Verify(IReadOnlyList<string> segments, IProgress<double>? progress = null, IJournalDisk? disk = null)
    {
        using var reader = TapeReader.Open(segments, ReadMode.Salvage, disk);
        var ofKind = new SortedDictionary<RecordKind, long>();
        var (missing, decisions, levels, holes) = (0L, 0L, 0L, 0L);
        while (reader.ReadBlock())
        {
            missing += CountKinds(reader, ofKind);
            holes += LogDigest.IsHole(reader) ? 1 : 0;
            decisions += reader.Decisions.Length;
            levels += reader.Levels.Length;
            progress?.Report((double)reader.Progress.Read / Math.Max(reader.Progress.All, 1));
        }

        return new TapeVerification
        {
            Records = ofKind.Values.Sum(),
            Decisions = decisions,
            Levels = levels,
            Blocks = reader.Blocks,
            MissingRecords = missing,
            RecordsOfKind = ofKind,
            Holes = holes,
            HasOpenTail = reader.Condition.Tail is TailState.Whole or TailState.Torn or TailState.Rotten,
            IsSealed = reader.IsSealed,
            Defects = reader.Defects,
        };
    }

    /// <summary>Counts records by kind and returns how many are missing. The reader's own Holes are not counted as records.</summary>
    private static long CountKinds(TapeReader reader, SortedDictionary<RecordKind, long> ofKind)
    {
        var missing = 0L;
        foreach (ref readonly var record in reader.Records)
        {
            if (record.Kind == RecordKind.Hole && (record.Flags & RecordFlags.Salvaged) != 0)
            {
                missing += record.Hole.ToRecord - record.Hole.FromRecord + 1;
            }
            else
            {
                ofKind[record.Kind] = ofKind.GetValueOrDefault(record.Kind) + 1;
            }
        }

        return missing;
    }
}

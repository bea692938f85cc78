using Pipeline.Journal.Envelope;

namespace Pipeline.Journal;

/// <summary>Makes a sealed tape of what a writer left behind when it was cut off.</summary>
/// <remarks>
/// The longest valid prefix of blocks and tail is written to a new file, which takes the tape's name only when it is
/// sealed and flushed; so recovery may itself be cut off at any point and started again.
/// </remarks>
public static class TapeRecovery
{
    /// <summary>The tape's name, whichever of its files <paramref name="path"/> names.</summary>
    public static string TapeOf(string path) => path switch
    {
        _ when path.EndsWith(TapePaths.Open, StringComparison.Ordinal) => path[..^TapePaths.Open.Length],
        _ when path.EndsWith(TapePaths.Tail, StringComparison.Ordinal) => path[..^TapePaths.Tail.Length],
        _ => path,
    };

    /// <summary>Whether an unsealed tape of that name is there.</summary>
    public static bool IsNeeded(string path, IJournalDisk? disk = null) =>
        (disk ?? PhysicalDisk.Instance).Exists(TapePaths.OpenOf(path));

    /// <summary>Recovers the tape <paramref name="path"/> and returns what was found wrong with it; nothing where none was open.</summary>
    /// <exception cref="TapeException">The open file cannot be read.</exception>
    /// <exception cref="JournalFaultException">The recovered file cannot be written.</exception>
    public static TapeRecoveryResult Recover(string path, IJournalDisk? disk = null)
    {
        disk ??= PhysicalDisk.Instance;
        if (!IsNeeded(path, disk))
        {
            return new TapeRecoveryResult(default, []);
        }

        try
        {
            return Rewrite(path, disk);
        }
        catch (TapeException e) when (e.Defect is { Offset: 0, Fault: TapeFault.Truncated or TapeFault.NotATape or TapeFault.FileHeader })
        {
            // The header is durable before the first record is taken, so a tape without one holds nothing.
            SetAside(path, disk);
            return new TapeRecoveryResult(default, [e.Defect]);
        }
    }

    private static TapeRecoveryResult Rewrite(string path, IJournalDisk disk)
    {
        using var reader = TapeReader.Open(TapePaths.OpenOf(path), ReadMode.Prefix, disk);
        var recovering = path + TapePaths.Recovering;
        DeleteIfThere(TapePaths.OpenOf(recovering), disk);
        var end = Copy(reader, recovering, disk);
        JournalOutput.Guard(JournalFaultKind.Io, path, () => disk.Rename(recovering, path));
        JournalOutput.Guard(JournalFaultKind.FlushFailed, path, () => disk.FlushFolderOf(path));
        if (reader.Defects.Any(defect => !defect.IsTornTail))
        {
            SetAside(path, disk);
        }
        else
        {
            DeleteIfThere(TapePaths.OpenOf(path), disk);
            DeleteIfThere(TapePaths.TailOf(path), disk);
        }

        return new TapeRecoveryResult(end, reader.Defects);
    }

    private static JournalMark Copy(TapeReader reader, string path, IJournalDisk disk)
    {
        using var writer = JournalWriter.Create(path, reader.Header, JournalOptions.Import, disk);
        while (reader.ReadBlock())
        {
            CopyBlock(reader, writer);
        }

        writer.Seal();
        return writer.Durable;
    }

    private static void CopyBlock(TapeReader reader, JournalWriter writer)
    {
        foreach (ref readonly var record in reader.Records)
        {
            var levels = record.HasLevels
                ? reader.Levels.Slice((int)record.Depth.LevelOffset, record.Depth.BidCount + record.Depth.AskCount)
                : [];
            writer.AppendInput(in record, levels);
        }

        foreach (ref readonly var entry in reader.Decisions)
        {
            var intents = reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount);
            var verdicts = reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount);
            var outcomes = reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount);
            writer.AppendDecision(entry.RecordOrdinal, in entry, intents, verdicts, outcomes);
        }

        writer.Decided(reader.Decided);
    }

    /// <summary>Keeps what is damaged for whoever wants to look at it.</summary>
    private static void SetAside(string path, IJournalDisk disk)
    {
        var open = TapePaths.OpenOf(path);
        var tail = TapePaths.TailOf(path);
        JournalOutput.Guard(JournalFaultKind.Io, open, () => disk.Rename(open, path + TapePaths.Damaged));
        if (disk.Exists(tail))
        {
            JournalOutput.Guard(JournalFaultKind.Io, tail, () => disk.Rename(tail, path + TapePaths.Damaged + TapePaths.Tail));
        }
    }

    private static void DeleteIfThere(string path, IJournalDisk disk)
    {
        if (disk.Exists(path))
        {
            JournalOutput.Guard(JournalFaultKind.Io, path, () => disk.Delete(path));
        }
    }
}

/// <summary>What recovery brought back.</summary>
/// <param name="Recovered">Ordinals behind the last record and decision entry.</param>
/// <param name="Defects">Where and why the prefix ended.</param>
public sealed record TapeRecoveryResult(JournalMark Recovered, IReadOnlyList<TapeDefect> Defects);

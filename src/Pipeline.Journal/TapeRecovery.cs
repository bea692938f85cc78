using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;

namespace Pipeline.Journal;

/// <summary>Makes a sealed tape of all that can be read of one that was cut off, cut short or damaged.</summary>
/// <remarks>
/// What can be read is written to a new file, which is read back before anything is renamed; what is lost becomes Hole records in it.
/// Where the end is lost, the last record is such a Hole: a part is never taken for the whole.
/// Then the originals get a name aside, and the new file theirs. No original is ever deleted, and recovery may itself be cut off at any
/// point and started again.
/// </remarks>
public static class TapeRecovery
{
    /// <summary>The tape's name, whichever of its files <paramref name="path"/> names.</summary>
    public static string TapeOf(string path) => path switch
    {
        _ when path.EndsWith(TapePaths.Open, StringComparison.Ordinal) => path[..^TapePaths.Open.Length],
        _ when path.EndsWith(TapePaths.Tail, StringComparison.Ordinal) => path[..^TapePaths.Tail.Length],
        _ when path.EndsWith(TapePaths.Recovering, StringComparison.Ordinal) => path[..^TapePaths.Recovering.Length],
        _ => path,
    };

    /// <summary>Whether an unsealed tape of that name is there, or one whose recovery was cut off.</summary>
    public static bool IsNeeded(string path, IJournalDisk? disk = null)
    {
        disk ??= PhysicalDisk.Instance;
        return disk.Exists(TapePaths.OpenOf(path)) || disk.Exists(path + TapePaths.Recovering);
    }

    /// <summary>Whether any file of the tape is there.</summary>
    public static bool IsThere(string path, IJournalDisk? disk = null) =>
        IsNeeded(TapeOf(path), disk) || (disk ?? PhysicalDisk.Instance).Exists(path) || (disk ?? PhysicalDisk.Instance).Exists(TapeOf(path));

    /// <summary>Makes the tape that <paramref name="path"/> names whole.</summary>
    /// <param name="path">The tape, sealed, open or renamed: any of its files.</param>
    /// <param name="output">Where the whole tape goes. Null: in the place of the tape, whose files are set aside first.</param>
    /// <param name="disk">The file system; the machine's own without it.</param>
    /// <exception cref="TapeException">Nothing of it can be read. Nothing was changed.</exception>
    /// <exception cref="JournalFaultException">The new file cannot be written, or is there already. The originals are where they were.</exception>
    public static TapeRecoveryResult Recover(string path, string? output = null, IJournalDisk? disk = null)
    {
        disk ??= PhysicalDisk.Instance;
        var tape = TapeOf(path);
        if (!disk.Exists(tape) && !disk.Exists(TapePaths.OpenOf(tape)) && disk.Exists(tape + TapePaths.Recovering))
        {
            return FinishEarlier(tape, disk);
        }

        var source = SourceOf(path, tape, disk);
        var target = output ?? tape;
        if (disk.Exists(target) && target != source)
        {
            throw new JournalFaultException(new JournalFault(JournalFaultKind.Exists, target, "is there already"));
        }

        var found = Examine(source, disk);
        var plan = RecoveryTable.Decide(found.Condition, source.EndsWith(TapePaths.Open, StringComparison.Ordinal));
        if (plan.Action == RecoveryAction.LeaveAlone && output is null)
        {
            return found.Result(source, source, isLoss: false, []);
        }

        var recovering = target + TapePaths.Recovering;
        Rewrite(source, recovering, found, disk);
        IReadOnlyList<string> aside = output is null ? SetAside(source, disk) : [];
        Take(recovering, target, disk);
        return found.Result(source, target, plan.IsLoss, aside);
    }

    // A file that is named is meant, unless it is a tail. A tape's name alone may mean the file that was never sealed.
    private static string SourceOf(string path, string tape, IJournalDisk disk) =>
        path.EndsWith(TapePaths.Open, StringComparison.Ordinal) || !disk.Exists(tape) ? TapePaths.OpenOf(tape) : tape;

    // Cut off when the originals were aside already: the new file was read back before that.
    private static TapeRecoveryResult FinishEarlier(string tape, IJournalDisk disk)
    {
        var recovering = tape + TapePaths.Recovering;
        var found = Examine(recovering, disk);
        if (disk.Exists(TapePaths.TailOf(tape)))
        {
            Rename(TapePaths.TailOf(tape), FreeName(tape + TapePaths.Damaged + TapePaths.Tail, disk), disk);
        }

        Take(recovering, tape, disk);
        return found.Result(tape, tape, isLoss: false, []);
    }

    private static Finding Examine(string source, IJournalDisk disk)
    {
        using var reader = TapeReader.Open(source, ReadMode.Salvage, disk);
        var content = new LogDigest();
        while (reader.ReadBlock())
        {
            content.Add(reader);
        }

        var found = new Finding(reader.Condition, content, reader.End, reader.Blocks, [.. reader.Defects]);
        if (found.EndHole is { } hole)
        {
            content.Add(hole);
        }

        return found;
    }

    private static void Rewrite(string source, string recovering, Finding found, IJournalDisk disk)
    {
        try
        {
            DeleteIfThere(TapePaths.OpenOf(recovering), disk);
            Copy(source, recovering, found, disk);
            Check(recovering, found, disk);
        }
        catch
        {
            DeleteIfThere(TapePaths.OpenOf(recovering), disk);
            DeleteIfThere(recovering, disk);
            throw;
        }
    }

    // A file id stands for a content: what lost some of it is another file.
    private static void Copy(string source, string path, Finding found, IJournalDisk disk)
    {
        using var reader = TapeReader.Open(source, ReadMode.Salvage, disk);
        var header = found.IsLossless ? reader.Header : reader.Header with { FileId = Guid.NewGuid() };
        using var writer = JournalWriter.Create(path, header, JournalOptions.Import, disk);
        while (reader.ReadBlock())
        {
            CopyBlock(reader, writer);
        }

        if (found.EndHole is { } hole)
        {
            writer.AppendHole(in hole);
        }

        writer.Seal();
    }

    private static void CopyBlock(TapeReader reader, JournalWriter writer)
    {
        if (LogDigest.IsHole(reader))
        {
            writer.AppendHole(in reader.Records[0]);
            return;
        }

        foreach (ref readonly var record in reader.Records)
        {
            writer.AppendInput(in record, LogDigest.LevelsOf(reader, in record));
        }

        foreach (ref readonly var entry in reader.Decisions)
        {
            var intents = reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount);
            var verdicts = reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount);
            var outcomes = reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount);
            writer.AppendDecision(entry.RecordOrdinal, in entry, intents, verdicts, outcomes);
        }

        writer.Decided(reader.Decided);
        writer.EndBlock();
    }

    private static void Check(string recovering, Finding found, IJournalDisk disk)
    {
        try
        {
            var again = new LogDigest();
            using var reader = TapeReader.Open(recovering, ReadMode.Strict, disk);
            while (reader.ReadBlock())
            {
                again.Add(reader);
            }

            if (!again.Equals(found.Content))
            {
                throw new JournalFaultException(new JournalFault(JournalFaultKind.Io, recovering, "holds other bytes than were written"));
            }
        }
        catch (TapeException e)
        {
            throw new JournalFaultException(new JournalFault(JournalFaultKind.Io, recovering, e.Defect.Reason), e);
        }
    }

    // Keeps the originals for whoever wants to look at them.
    private static IReadOnlyList<string> SetAside(string source, IJournalDisk disk)
    {
        var aside = new List<string>();
        var name = FreeName(TapeOf(source) + TapePaths.Damaged, disk);
        foreach (var (file, then) in new[] { (source, name), (TapePaths.TailOf(source), name + TapePaths.Tail) })
        {
            if (disk.Exists(file))
            {
                Rename(file, then, disk);
                aside.Add(then);
            }
        }

        return aside;
    }

    private static void Take(string recovering, string target, IJournalDisk disk)
    {
        Rename(recovering, target, disk);
        JournalOutput.Guard(JournalFaultKind.FlushFailed, target, () => disk.FlushFolderOf(target));
    }

    private static string FreeName(string wanted, IJournalDisk disk)
    {
        var name = wanted;
        for (var number = 2; disk.Exists(name) || disk.Exists(name + TapePaths.Tail); number++)
        {
            name = $"{wanted}.{number}";
        }

        return name;
    }

    private static void Rename(string path, string then, IJournalDisk disk) =>
        JournalOutput.Guard(JournalFaultKind.Io, path, () => disk.Rename(path, then));

    private static void DeleteIfThere(string path, IJournalDisk disk)
    {
        if (disk.Exists(path))
        {
            JournalOutput.Guard(JournalFaultKind.Io, path, () => disk.Delete(path));
        }
    }

    private sealed record Finding(TapeCondition Condition, LogDigest Content, JournalMark End, long Blocks, IReadOnlyList<TapeDefect> Defects)
    {
        /// <summary>Whether every record is there that the original had.</summary>
        public bool IsLossless => !RecoveryTable.Decide(Condition, isOpen: true).IsLoss;

        /// <summary>Stands for what is lost behind the last record: at least one, and nobody knows how many.</summary>
        public InputRecord? EndHole => RecoveryTable.IsCutOff(Condition) ? CutOff.Hole(End.Records, Content.LastReceiveNanos) : null;

        public TapeRecoveryResult Result(string source, string output, bool isLoss, IReadOnlyList<string> aside) => new()
        {
            Source = source,
            Output = output,
            Recovered = End,
            RecordsKept = Content.Records,
            BlocksKept = Blocks,
            Holes = Content.Holes,
            MissingRecords = Content.MissingRecords,
            Aside = aside,
            Defects = Defects,
            IsLoss = isLoss,
            IsCutOff = RecoveryTable.IsCutOff(Condition),
            IsSound = Defects.Count == 0 && !isLoss && aside.Count == 0 && !source.EndsWith(TapePaths.Open, StringComparison.Ordinal),
        };
    }
}

using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Testing.Journal;

/// <summary>Holds what a reader gives against the log that was written, byte for byte.</summary>
public static class TapeComparer
{
    /// <summary>Compares the reader's block; null where every byte is as it was appended, else what differs.</summary>
    public static string? Difference(TapeReader reader, JournalLog log)
    {
        for (var i = 0; i < reader.Records.Length; i++)
        {
            var ordinal = reader.FirstRecordOrdinal + i;
            if (ordinal >= log.Records.Count || !Same(reader, reader.Records[i], log.Records[(int)ordinal]))
            {
                return $"record {ordinal} is not what was appended";
            }
        }

        for (var i = 0; i < reader.Decisions.Length; i++)
        {
            var number = reader.FirstDecisionOrdinal + i;
            if (number >= log.Decisions.Count || !Same(reader, reader.Decisions[i], log.Decisions[(int)number]))
            {
                return $"decision entry {number} is not what was appended";
            }
        }

        return null;
    }

    private static bool Same(TapeReader reader, InputRecord read, LogEntry entry)
    {
        var written = entry.Record;
        if (!read.HasLevels)
        {
            return SameBytes([read], [written]);
        }

        var levels = reader.Levels.Slice((int)read.Depth.LevelOffset, read.Depth.BidCount + read.Depth.AskCount);
        read.Depth.LevelOffset = written.Depth.LevelOffset = 0;
        return SameBytes([read], [written]) && SameBytes(levels, entry.Levels);
    }

    private static bool Same(TapeReader reader, DecisionEntry read, LogEntry entry)
    {
        var written = entry.Decision;
        var intents = reader.Intents.Slice((int)read.Decision.FirstIntent, read.Decision.IntentCount);
        var verdicts = reader.Verdicts.Slice((int)read.Verdict.FirstVerdict, read.Verdict.VerdictCount);
        var outcomes = reader.Outcomes.Slice((int)read.Verdict.FirstOutcome, read.Verdict.OutcomeCount);
        read.Decision.FirstIntent = written.Decision.FirstIntent = 0;
        read.Verdict.FirstVerdict = written.Verdict.FirstVerdict = 0;
        read.Verdict.FirstOutcome = written.Verdict.FirstOutcome = 0;
        return SameBytes([read], [written]) && SameBytes(intents, entry.Intents) && SameBytes(verdicts, entry.Verdicts)
            && SameBytes(outcomes, entry.Outcomes);
    }

    private static bool SameBytes<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));
}
